import { NestFactory } from '@nestjs/core';
import { CommandRunner, Option, SubCommand, Command } from 'nest-commander';
import { openStores } from '../first-run/stores';
import { ReadModels, type ReadModel } from '../read/engine/read-models';
import { Rebuild, type Rebuilt } from '../read/engine/rebuild';
import { RebuildInProgress } from '../read/engine/rebuild.errors';
import type { Projection } from '../read/engine/projection';
import { projections } from '../read/projections';
import { ReadEngineModule } from '../read/read.module';
import { EventStoreModule } from '../shared/event-store/event-store.module';
import { MongoModule } from '../shared/mongo/mongo.module';
import { EXIT } from './exit-codes';
import { ProgressLine } from './progress-line';

interface Engine {
  readonly readModels: ReadModels;
  readonly rebuild: Rebuild;
}

/** Runs with the stores open and closes them whatever happens. */
async function withEngine<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
  const stores = await openStores();
  try {
    const context = await NestFactory.createApplicationContext(
      {
        module: ReadEngineModule,
        imports: [EventStoreModule.at(stores.eventStoreUrl), MongoModule.at(stores.mongoUrl)],
      },
      { logger: ['error', 'warn'] },
    );
    try {
      return await use({ readModels: context.get(ReadModels), rebuild: context.get(Rebuild) });
    } finally {
      await context.close();
    }
  } finally {
    await stores.close();
  }
}

abstract class ReportingCommand extends CommandRunner {
  @Option({ flags: '--json', description: 'one JSON object for programs' })
  json(): boolean {
    return true;
  }
}

interface Reporting {
  readonly json?: boolean;
}

@SubCommand({ name: 'list', description: 'Every read model that this version knows' })
export class ProjectionListCommand extends ReportingCommand {
  run(_: string[], { json }: Reporting): Promise<void> {
    const known = projections.map(({ name, version }) => ({ name, version }));
    if (json) console.log(JSON.stringify({ projections: known }));
    else for (const { name, version } of known) console.log(`${name} v${version}`);
    return Promise.resolve();
  }
}

@SubCommand({ name: 'status', description: 'Which build answers for each, and how far it has got' })
export class ProjectionStatusCommand extends ReportingCommand {
  async run(_: string[], { json }: Reporting): Promise<void> {
    const known = await withEngine(({ readModels }) => readModels.all());
    if (json) console.log(JSON.stringify({ projections: known.map(statusOf) }));
    else for (const model of known) console.log(line(model));
  }
}

@SubCommand({
  name: 'rebuild',
  arguments: '[names...]',
  description:
    'Build read models anew beside the live ones and switch in one step. Exits with 0 done, 1 failed, 2 bad usage, 3 being rebuilt by somebody else',
})
export class ProjectionRebuildCommand extends ReportingCommand {
  async run(names: string[], { json = false, all }: Reporting & { all?: boolean }): Promise<void> {
    const chosen = choose(names, all ?? false);
    if (!chosen) {
      console.error('Name a read model that `projection list` knows, or say --all');
      process.exitCode = EXIT.usage;
      return;
    }
    const progress = new ProgressLine(json);
    try {
      const rebuilt = await withEngine((engine) => rebuildEach(engine, chosen, progress));
      if (json) console.log(JSON.stringify({ rebuilt }));
    } catch (error) {
      progress.end();
      console.error(error instanceof Error ? error.message : error);
      process.exitCode = error instanceof RebuildInProgress ? EXIT.busy : EXIT.failed;
    }
  }

  @Option({ flags: '--all', description: 'every read model, one after the other' })
  all(): boolean {
    return true;
  }
}

@Command({
  name: 'projection',
  description: 'Read models: what is live, and building them anew',
  subCommands: [ProjectionListCommand, ProjectionStatusCommand, ProjectionRebuildCommand],
})
export class ProjectionCommand extends CommandRunner {
  run(): Promise<void> {
    this.command.help();
  }
}

async function rebuildEach(
  { rebuild }: Engine,
  chosen: readonly Projection<object>[],
  progress: ProgressLine,
): Promise<Rebuilt[]> {
  const rebuilt: Rebuilt[] = [];
  for (const projection of chosen) {
    const result = await rebuild.run(projection, (now) => progress.show(now));
    progress.end(
      `${result.readModel}: ${result.events} events into ${result.documents} documents in ${result.seconds.toFixed(2)} s, live as ${result.collection}`,
    );
    rebuilt.push(result);
  }
  return rebuilt;
}

function choose(names: readonly string[], all: boolean): readonly Projection<object>[] | undefined {
  if (all) return projections;
  const chosen = projections.filter(({ name }) => names.includes(name));
  return names.length > 0 && chosen.length === names.length ? chosen : undefined;
}

function statusOf({ _id: name, live, previous, building }: ReadModel) {
  const declared = projections.find((projection) => projection.name === name)?.version ?? null;
  return { name, declaredVersion: declared, live, previous, building };
}

function line({ _id: name, live, building }: ReadModel): string {
  const rebuilding = building ? `, rebuilding into ${building.collection}` : '';
  const at = live.time === null ? 'nothing yet' : `${live.events} events, up to ${live.time}`;
  return `${name} v${live.version} in ${live.collection}: ${at}${rebuilding}`;
}
