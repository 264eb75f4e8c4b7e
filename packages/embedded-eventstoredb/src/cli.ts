#!/usr/bin/env node
import { startEventStoreDB, verify } from './index';
import { parseCommand, USAGE, UsageError, type Command } from './command-line';
import { copyFrom } from './storage/backup';

async function serve(options: Extract<Command, { kind: 'serve' }>['options']): Promise<void> {
  const node = await startEventStoreDB(options);
  console.log(`listening on ${node.connectionString}`);
  const stop = () => void node.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

async function backup(data: string, to: string): Promise<void> {
  await copyFrom(data, to);
  console.log(`backed up to ${to}`);
}

async function check(data: string): Promise<void> {
  const { records, damage } = await verify(data);
  for (const line of damage) console.error(line);
  console.log(`${records} records read, ${damage.length} of them damaged`);
  if (damage.length > 0) process.exitCode = 1;
}

async function run(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  switch (command.kind) {
    case 'serve':
      return serve(command.options);
    case 'backup':
      return backup(command.data, command.to);
    case 'verify':
      return check(command.data);
  }
}

run().catch((error: unknown) => {
  const isUsage = error instanceof UsageError || error instanceof TypeError;
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsage) console.error(USAGE);
  process.exitCode = isUsage ? 2 : 1;
});
