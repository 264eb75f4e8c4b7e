#!/usr/bin/env node
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { CommandFactory } from 'nest-commander';
import { EXIT } from './cli/exit-codes';
import { ImportCommand } from './cli/import.command';
import { MigrateCommand } from './cli/migrate.command';
import {
  ProjectionCommand,
  ProjectionListCommand,
  ProjectionRebuildCommand,
  ProjectionStatusCommand,
} from './cli/projection.command';
import { ReplayCommand } from './cli/replay.command';
import {
  SchemaAuditCommand,
  SchemaCheckCommand,
  SchemaCommand,
  SchemaWriteCommand,
} from './cli/schema.command';
import { StartCommand } from './cli/start.command';
import { TokenCommand } from './cli/token.command';

@Module({
  providers: [
    ...[StartCommand, TokenCommand, MigrateCommand],
    ...[ReplayCommand, ImportCommand],
    ...[ProjectionCommand, ProjectionListCommand, ProjectionStatusCommand],
    ProjectionRebuildCommand,
    ...[SchemaCommand, SchemaCheckCommand, SchemaWriteCommand, SchemaAuditCommand],
  ],
})
class CommandLine {}

CommandFactory.run(CommandLine, {
  cliName: 'hailstream',
  logger: ['error', 'warn'],
  errorHandler: failed,
  serviceErrorHandler: failed,
}).catch(failed);

/** Commander has said itself what was wrong with the words; anything else is said here, in one line. */
function failed(error: Error & { readonly code?: unknown; readonly exitCode?: number }): void {
  if (String(error.code).startsWith('commander.')) {
    process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage);
  }
  console.error(error.message);
  process.exitCode ||= EXIT.failed;
}
