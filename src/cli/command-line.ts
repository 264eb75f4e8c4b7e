import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import {
  CommandFactory,
  CommandRunnerService,
  InjectCommander,
  type CommandRunner,
} from 'nest-commander';
import { LoudLogger } from '../shared/loud-logger';
import { auditCommands } from './audit.command';
import { deadLettersCommands } from './dead-letters.command';
import { EXIT } from './exit-codes';
import { ImportCommand } from './import.command';
import { LiveCommand } from './live.command';
import { MigrateCommand } from './migrate.command';
import { processCommands } from './process.command';
import { projectionCommands } from './projection.command';
import { ReplayCommand } from './replay.command';
import { schemaCommands } from './schema.command';
import { SimulateCommand } from './simulate.command';
import { StartCommand } from './start.command';
import { subjectCommands } from './subject.command';
import { TokenCommand } from './token.command';
import { TraceCommand } from './trace.command';

type Commander = Parameters<CommandRunner['setCommand']>[0];

@Module({
  providers: [
    ...[StartCommand, TokenCommand, MigrateCommand, TraceCommand],
    ...[ReplayCommand, ImportCommand, SimulateCommand, LiveCommand],
    ...[...projectionCommands, ...deadLettersCommands, ...processCommands],
    ...[...schemaCommands, ...subjectCommands, ...auditCommands],
  ],
})
class CommandLine implements OnApplicationBootstrap {
  constructor(@InjectCommander() private readonly commander: Commander) {}

  onApplicationBootstrap(): void {
    beStrict(this.commander.name('hailstream'));
  }
}

/** Runs one command to its end: what became of it is in the exit code. */
export async function runCommandLine(words: readonly string[]): Promise<void> {
  const app = await CommandFactory.createWithoutRunning(CommandLine, {
    cliName: 'hailstream',
    logger: new LoudLogger(),
    serviceErrorHandler: failed,
  });
  try {
    await app.get(CommandRunnerService).run(['node', 'hailstream', ...words]);
  } finally {
    await app.close();
  }
}

/** No command takes more words than it knows, and none ends the process by itself. */
function beStrict(command: Commander): void {
  command.exitOverride((error) => {
    throw error;
  });
  if (command.commands.length === 0) command.allowExcessArguments(false);
  command.commands.forEach(beStrict);
}

/** Commander has said itself what was wrong with the words; anything else is said here, in one line. */
function failed(error: Error & { readonly code?: unknown; readonly exitCode?: number }): void {
  if (String(error.code).startsWith('commander.')) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return;
  }
  console.error(error.message);
  process.exitCode ||= EXIT.failed;
}
