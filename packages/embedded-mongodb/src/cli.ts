#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { compact, startMongoDB, type StartOptions } from './index';

const USAGE = [
  'Usage: embedded-mongodb [--port 27017] [--host 127.0.0.1] (--data DIR | --memory)',
  '       embedded-mongodb compact --data DIR',
].join('\n');

function readArguments(): StartOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '27017' },
      host: { type: 'string', default: '127.0.0.1' },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
    },
  });
  const port = Number(values.port);
  const oneStore = values.memory !== (values.data !== undefined);
  if (!Number.isInteger(port) || port < 0 || port > 65535 || !oneStore) throw new Error(USAGE);
  return { port, host: values.host, ...(values.data === undefined ? {} : { data: values.data }) };
}

async function runCompaction(args: string[]): Promise<void> {
  const { data } = parseArgs({ args, options: { data: { type: 'string' } } }).values;
  if (data === undefined) throw new Error(USAGE);
  const { before, after } = await compact(data);
  process.stdout.write(`${data} is compacted: ${before} bytes before, ${after} now\n`);
}

async function serve(): Promise<void> {
  const server = await startMongoDB(readArguments());
  process.stdout.write(`embedded-mongodb is ready at ${server.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
}

async function main(): Promise<void> {
  const [first, ...rest] = process.argv.slice(2);
  await (first === 'compact' ? runCompaction(rest) : serve());
}

main().catch((error: unknown) => {
  process.stderr.write(
    `embedded-mongodb: ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
