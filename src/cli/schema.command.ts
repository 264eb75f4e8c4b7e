import { join } from 'node:path';
import { Command, CommandRunner, SubCommand } from 'nest-commander';
import { catalogueInWords, catalogueOf } from '../schema/catalogue';
import { lastSteps } from '../schema/compatibility';
import { readContracts } from '../schema/contract-files';
import { usesIn } from '../schema/event-uses';
import { scaffoldNextVersion } from '../schema/new-version';
import { auditSchemas, type SchemaAudit } from '../schema/schema-audit';
import { checkSchemas, writeNewSchemas } from '../schema/schema-check';
import { declarations, history } from '../shared/events/history';
import { projectRoot } from '../shared/project-root';
import { AnsweringCommand, type Reporting } from './answering-command';
import { CommandGroup } from './command-group';
import { EXIT } from './exit-codes';
import { BadUsage } from '../shared/bad-usage';
import { SchemaDiffCommand, verdictInWords } from './schema-diff.command';
import { withEventStore } from './with-event-store';

const CONTRACTS = join(projectRoot, 'test', 'contracts');

@SubCommand({
  name: 'check',
  description: 'Committed schemas and golden events against today’s code',
})
class SchemaCheckCommand extends CommandRunner {
  async run(): Promise<void> {
    const faults = await checkSchemas(history, declarations, CONTRACTS);
    for (const fault of faults) console.error(fault);
    if (faults.length > 0) {
      process.exitCode = EXIT.failed;
      return;
    }
    for (const step of lastSteps(history, await readContracts(CONTRACTS))) {
      console.log(verdictInWords(step));
    }
    console.log(`${history.shapes().length} shapes of stored events are as they were promised`);
  }
}

@SubCommand({
  name: 'write',
  description: 'Commit the schemas of new versions; overwrites nothing',
})
class SchemaWriteCommand extends CommandRunner {
  async run(): Promise<void> {
    for (const name of await writeNewSchemas(declarations, CONTRACTS)) console.log(`wrote ${name}`);
  }
}

@SubCommand({ name: 'audit', description: 'Every stored event through the upcasters; reads only' })
class SchemaAuditCommand extends AnsweringCommand {
  run(_: string[], flags: Reporting): Promise<void> {
    const work = async () => {
      const audit = await withEventStore((store) =>
        auditSchemas(store.readAll(undefined, { which: 'everything' }), history),
      );
      if (audit.failed > 0) process.exitCode = EXIT.failed;
      return audit;
    };
    return this.answered(flags, work, inWords);
  }
}

@SubCommand({
  name: 'catalogue',
  description: 'Every event: its versions, its fields, where it is raised and read',
  arguments: '[type]',
})
class SchemaCatalogueCommand extends AnsweringCommand {
  run([type]: string[], flags: Reporting): Promise<void> {
    const work = () => {
      const all = catalogueOf(history, usesIn(join(projectRoot, 'dist', 'src')));
      const events = all.filter((event) => type === undefined || event.type === type);
      if (events.length === 0) throw new BadUsage(`${type} was never written`);
      return Promise.resolve({ events });
    };
    return this.answered(flags, work, ({ events }) => [catalogueInWords(events)]);
  }
}

@SubCommand({
  name: 'new-version',
  description: 'Lay out the next version of an event: upcaster, golden file, spec',
  arguments: '<type>',
})
class SchemaNewVersionCommand extends CommandRunner {
  async run([type = '']: string[]): Promise<void> {
    const written = await scaffoldNextVersion(projectRoot, history, type);
    for (const path of written) console.log(`wrote ${path}`);
    console.log('Now change the declaration, what the upcaster lifts and the golden file;');
    console.log('when the spec passes, commit the schema with `hailstream schema write`.');
  }
}

const subCommands = [
  ...[SchemaCheckCommand, SchemaWriteCommand, SchemaAuditCommand],
  ...[SchemaCatalogueCommand, SchemaDiffCommand, SchemaNewVersionCommand],
];

@Command({ name: 'schema', description: 'The shapes of stored events', subCommands })
class SchemaCommand extends CommandGroup {}

export const schemaCommands = [SchemaCommand, ...subCommands];

function inWords({ events, byShape, failed, failures, deadUpcasters }: SchemaAudit): string[] {
  return [
    `${events} events, ${failed} of them unreadable`,
    ...Object.entries(byShape).map(([shape, count]) => `  ${shape}: ${count}`),
    ...failures.map((each) => `  ${each.position} ${each.stream}@${each.revision}: ${each.error}`),
    ...(deadUpcasters.length === 0 ? [] : [`never needed: ${deadUpcasters.join(', ')}`]),
  ];
}
