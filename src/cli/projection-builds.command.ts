import { Option, SubCommand } from 'nest-commander';
import type { Projection } from '../read/engine/projection';
import { AnsweringCommand, type Reporting } from './answering-command';
import { the } from './projection-choice';
import { withEngine, type Engine } from './projection-engine';
import { planned, planInWords, type Operation, type Plan } from './projection-plan';

interface Flags extends Reporting {
  readonly dryRun?: boolean;
}

interface Done {
  readonly readModel: string;
  readonly done: string;
  readonly collection: string;
}

/** Something that is done to one read model's builds. */
abstract class BuildsCommand extends AnsweringCommand {
  protected done(
    [name]: readonly string[],
    { json = false, dryRun = false }: Flags,
    what: Operation,
    operate: (engine: Engine, projection: Projection<object>) => Promise<Done>,
  ): Promise<void> {
    const work = async (): Promise<Done | { plan: readonly Plan[] }> => {
      const projection = the(name);
      return withEngine(async (engine) => {
        if (!dryRun) return operate(engine, projection);
        return { plan: await planned(what, [projection], engine) };
      });
    };
    return this.answered({ json }, work, (answer) =>
      'plan' in answer
        ? answer.plan.flatMap(planInWords)
        : [`${answer.readModel}: ${answer.done} ${answer.collection}`],
    );
  }

  @Option({ flags: '--dry-run', description: 'say what would be done, and do nothing' })
  dryRun(): boolean {
    return true;
  }
}

@SubCommand({
  name: 'pause',
  arguments: '<name>',
  description:
    'Stop whoever builds it, where it can be resumed. Exits with 0 paused, 3 came to its end first, 6 nothing is built',
})
class ProjectionPauseCommand extends BuildsCommand {
  run(names: string[], flags: Flags): Promise<void> {
    return this.done(names, flags, 'pause', async ({ operations }, projection) => {
      const { collection } = await operations.pause(projection);
      return { readModel: projection.name, done: 'paused', collection };
    });
  }
}

@SubCommand({
  name: 'abort',
  arguments: '<name>',
  description: 'Give up the unfinished build. Exits with 0 aborted, 3 busy, 6 nothing is built',
})
class ProjectionAbortCommand extends BuildsCommand {
  run(names: string[], flags: Flags): Promise<void> {
    return this.done(names, flags, 'abort', async ({ operations }, projection) => {
      const { collection } = await operations.abort(projection);
      return { readModel: projection.name, done: 'aborted', collection };
    });
  }
}

@SubCommand({
  name: 'rollback',
  arguments: '<name>',
  description: 'Let the build before answer again. Exits with 0 done, 3 busy, 6 none to go back to',
})
class ProjectionRollbackCommand extends BuildsCommand {
  run(names: string[], flags: Flags): Promise<void> {
    return this.done(names, flags, 'rollback', async ({ rollback }, projection) => {
      const { live, caughtUp, readModel } = await rollback.run(projection);
      const done = caughtUp
        ? 'caught up and live again as'
        : 'live again, as other code left it, as';
      return { readModel, done, collection: live.collection };
    });
  }
}

@SubCommand({
  name: 'drop-old',
  arguments: '<name>',
  description: 'Forget the build before the live one. Exits with 0 done, 3 busy, 6 there is none',
})
class ProjectionDropOldCommand extends BuildsCommand {
  run(names: string[], flags: Flags): Promise<void> {
    return this.done(names, flags, 'drop-old', async ({ operations }, projection) => {
      const { collection } = await operations.dropOld(projection);
      return { readModel: projection.name, done: 'dropped', collection };
    });
  }
}

export const buildsCommands = [
  ...[ProjectionPauseCommand, ProjectionAbortCommand],
  ...[ProjectionRollbackCommand, ProjectionDropOldCommand],
];
