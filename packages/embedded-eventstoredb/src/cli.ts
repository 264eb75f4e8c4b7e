#!/usr/bin/env node
import { startEventStoreDB } from './index';
import { parseCommand, USAGE, UsageError, type Command } from './command-line';
import { copyFrom } from './storage/backup';

async function serve(options: Extract<Command, { kind: 'serve' }>['options']): Promise<void> {
  const node = await startEventStoreDB(options);
  console.log(`listening on ${node.connectionString}`);
  const stop = () => void node.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function run(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (command.kind === 'serve') {
    await serve(command.options);
    return;
  }
  await copyFrom(command.data, command.to);
  console.log(`backed up to ${command.to}`);
}

run().catch((error: unknown) => {
  const isUsage = error instanceof UsageError || error instanceof TypeError;
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsage) console.error(USAGE);
  process.exitCode = isUsage ? 2 : 1;
});
