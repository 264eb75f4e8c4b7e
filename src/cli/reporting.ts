import { CommandRunner, Option } from 'nest-commander';

export interface Reporting {
  readonly json?: boolean;
}

/** A command that says the same to people and, with `--json`, to programs. */
export abstract class ReportingCommand extends CommandRunner {
  @Option({ flags: '--json', description: 'one JSON object for programs' })
  json(): boolean {
    return true;
  }
}
