import { Option, SubCommand } from 'nest-commander';
import { AnsweringCommand } from './answering-command';
import { rebuildingInWords, worked, type RebuildFlags } from './projection-rebuilding';

const CODES =
  'Exits with 0 done, 1 failed, 2 bad usage, 3 busy, 4 paused or aborted from elsewhere, 5 differs from the live one, 6 nothing to do, 7 a store is away, 130 interrupted (and paused)';

/** Rebuilds that differ in how they begin and end. */
abstract class RebuildingCommand extends AnsweringCommand {
  protected abstract readonly what: 'rebuild' | 'resume' | 'switch';

  run(names: string[], flags: RebuildFlags): Promise<void> {
    return this.answered(flags, () => worked(this.what, names, flags), rebuildingInWords);
  }

  @Option({ flags: '--dry-run', description: 'say what would be done, and do nothing' })
  dryRun(): boolean {
    return true;
  }

  @Option({
    flags: '--watch',
    description:
      'a line for every phase and second where there is no terminal; with --json a JSON object',
  })
  watch(): boolean {
    return true;
  }

  @Option({ flags: '--all', description: 'every read model, in one pass over the log' })
  all(): boolean {
    return true;
  }

  @Option({
    flags: '--allow-diff <file>',
    description: 'differences from the live documents that are meant: [{ path, key?, kind? }]',
  })
  allowDiff(file: string): string {
    return file;
  }
}

@SubCommand({
  name: 'rebuild',
  arguments: '[names...]',
  description: `Build read models anew beside the live ones and switch in one step. ${CODES}`,
})
class ProjectionRebuildCommand extends RebuildingCommand {
  protected readonly what = 'rebuild';

  @Option({ flags: '--no-switch', description: 'leave the new build beside the live one' })
  switch(): boolean {
    return false;
  }

  @Option({ flags: '--key <key>', description: 'only this document, in place' })
  key(key: string): string {
    return key;
  }

  @Option({
    flags: '--from <position>',
    description: 'only documents touched from there on, in place',
  })
  from(position: string): string {
    return position;
  }

  @Option({
    flags: '--as-of <moment>',
    description: 'as it stood at a time or position, into a collection of its own',
  })
  asOf(moment: string): string {
    return moment;
  }
}

@SubCommand({
  name: 'resume',
  arguments: '[names...]',
  description: `Go on with builds that were paused or died, with --all all of them. ${CODES}`,
})
class ProjectionResumeCommand extends RebuildingCommand {
  protected readonly what = 'resume';
}

@SubCommand({
  name: 'switch',
  arguments: '[names...]',
  description: `Let builds that wait beside the live ones answer, after comparing them again. ${CODES}`,
})
class ProjectionSwitchCommand extends RebuildingCommand {
  protected readonly what = 'switch';
}

export const rebuildCommands = [
  ...[ProjectionRebuildCommand, ProjectionResumeCommand, ProjectionSwitchCommand],
];
