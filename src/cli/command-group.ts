import { CommandRunner } from 'nest-commander';

/** A command that only stands for others. */
export abstract class CommandGroup extends CommandRunner {
  run([word]: string[]): Promise<void> {
    if (word === undefined) this.command.help({ error: true });
    this.command.error(`error: ${this.command.name()} has no command '${word}'`);
  }
}
