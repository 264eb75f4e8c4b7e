import { CommandRunner, Option } from 'nest-commander';
import { refuse } from './refusals';

export interface Reporting {
  readonly json?: boolean;
}

/** A command with one answer, for people or for programs, and an exit code that says the same. */
export abstract class AnsweringCommand extends CommandRunner {
  @Option({ flags: '--json', description: 'one JSON object for programs' })
  json(): boolean {
    return true;
  }

  /** Prints what `work` answers with; what it throws becomes a line on stderr and an exit code. */
  protected async answered<T extends object>(
    { json = false }: Reporting,
    work: () => Promise<T>,
    inWords: (answer: T) => readonly string[],
  ): Promise<void> {
    try {
      const answer = await work();
      console.log(json ? JSON.stringify(answer) : inWords(answer).join('\n'));
    } catch (error) {
      refuse(error, json);
    }
  }
}
