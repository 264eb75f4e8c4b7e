import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { BackupRefused } from '../src/index';
import { connect, happened, readNumbers, start, temporaryDirectory } from './support/nodes';

const CLI = join(__dirname, '..', 'dist', 'cli.js');

/** Appends one event after the other until told to stop; gives how many were acknowledged. */
function writing(client: EventStoreDBClient): { soFar: () => number; stop: () => Promise<number> } {
  let acknowledged = 0;
  const until = new AbortController();
  const done = (async () => {
    while (!until.signal.aborted) {
      await client.appendToStream('s', happened(acknowledged));
      acknowledged += 1;
    }
  })();
  return {
    soFar: () => acknowledged,
    stop: async () => {
      until.abort();
      await done;
      return acknowledged;
    },
  };
}

async function moreThan(count: number, soFar: () => number): Promise<void> {
  while (soFar() <= count) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function expectRestored(directory: string, atLeast: number, atMost: number): Promise<void> {
  const { client, stop } = await start(directory);
  const numbers = await readNumbers(client, 's');
  expect(numbers).toEqual(Array.from(numbers, (_, n) => n));
  expect(numbers.length).toBeGreaterThanOrEqual(atLeast);
  expect(numbers.length).toBeLessThanOrEqual(atMost);
  const { nextExpectedRevision } = await client.appendToStream('s', happened(1_000_000), {
    expectedRevision: BigInt(numbers.length - 1),
  });
  expect(Number(nextExpectedRevision)).toBe(numbers.length);
  await stop();
}

describe('a backup', () => {
  const root = temporaryDirectory();

  it('of a running node holds all that was acknowledged before it, and starts beside it', async () => {
    const { node, client, stop } = await start(join(root, 'api'));
    const writer = writing(client);
    await moreThan(200, writer.soFar);
    const before = writer.soFar();
    await node.backup(join(root, 'api-backup'));
    const after = await writer.stop();
    await expectRestored(join(root, 'api-backup'), before, after + 1);
    expect(await readNumbers(client, 's')).toHaveLength(after);
    await stop();
  });

  it('is made by the command beside the process that writes', async () => {
    const [data, to] = [join(root, 'cli'), join(root, 'cli-backup')];
    const child = spawn(process.execPath, [CLI, '--port', '0', '--data', data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const client = connect({ connectionString: line.replace('listening on ', '') });
    const writer = writing(client);
    await moreThan(100, writer.soFar);
    const before = writer.soFar();
    const copying = spawn(process.execPath, [CLI, 'backup', '--data', data, '--to', to]);
    const [code] = (await once(copying, 'exit')) as [number];
    expect(code).toBe(0);
    const after = await writer.stop();
    child.kill('SIGTERM');
    await once(child, 'exit');
    await expectRestored(to, before, after + 1);
    await client.dispose();
  });

  it('of a node in memory starts on disk', async () => {
    const { node, client, stop } = await start();
    for (let n = 0; n < 10; n++) await client.appendToStream('s', happened(n));
    await node.backup(join(root, 'memory-backup'));
    await expectRestored(join(root, 'memory-backup'), 10, 10);
    await stop();
  });

  it('of a node in a worker thread is made by the worker', async () => {
    const { startEventStoreDB } = await import('embedded-eventstoredb');
    const node = await startEventStoreDB({ port: 0, worker: true });
    const client = connect(node);
    await client.appendToStream('s', happened(0));
    const to = join(root, 'worker-backup');
    await node.backup(to);
    await expect(node.backup(to)).rejects.toThrow(`cannot back up to ${to}: it is not empty`);
    await client.dispose();
    await node.close();
    await expectRestored(to, 1, 1);
  });

  it('overwrites nothing', async () => {
    const taken = join(root, 'taken');
    mkdirSync(taken);
    writeFileSync(join(taken, 'file'), '');
    const { node, stop } = await start();
    await expect(node.backup(taken)).rejects.toThrow(BackupRefused);
    await expect(node.backup(join(taken, 'file'))).rejects.toThrow(BackupRefused);
    await stop();
    const absent = join(root, 'absent');
    const command = spawnSync(process.execPath, [CLI, 'backup', '--data', absent, '--to', taken]);
    expect(command.status).toBe(1);
    expect(command.stderr.toString().trim().split('\n')).toHaveLength(1);
  });
});
