#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { startEventStoreDB, type EventStoreDBOptions } from './index';

const USAGE =
  'usage: embedded-eventstoredb [--port 2113] [--host 127.0.0.1] (--data DIR | --memory)';

class UsageError extends Error {}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new UsageError(`--port ${text} is not a port`);
}

function parse(): EventStoreDBOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '2113' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
    },
  });
  const { data, memory, host } = values;
  if ((data === undefined) === !memory) throw new UsageError('give either --data or --memory');
  const options = { port: parsePort(values.port), host };
  return data === undefined ? options : { ...options, data };
}

async function run(): Promise<void> {
  const options = parse();
  const node = await startEventStoreDB(options);
  console.log(`listening on ${node.connectionString}`);
  const stop = () => void node.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

run().catch((error: unknown) => {
  const isUsage = error instanceof UsageError || error instanceof TypeError;
  console.error(error instanceof Error ? error.message : String(error));
  if (isUsage) console.error(USAGE);
  process.exitCode = isUsage ? 2 : 1;
});
