import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EventStoreDBClient } from '@eventstore/db-client';
import { connect, happened, start, temporaryDirectory } from './support/nodes';

const ROUNDS = 6;
const WRITERS = 24;
const ACKNOWLEDGED_BEFORE_KILL = 150;
const EVENTS_PER_APPEND = 3;
const CLI = join(__dirname, '..', 'dist', 'cli.js');

interface Acknowledged {
  stream: string;
  first: number;
  position: bigint;
}

async function startProcess(data: string): Promise<[ChildProcess, EventStoreDBClient]> {
  const child = spawn(process.execPath, [CLI, '--port', '0', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const connectionString = line.replace('listening on ', '');
  return [child, connect({ connectionString })];
}

/** Writes with many in flight until the process is killed; gives what was acknowledged. */
async function writeUntilKilled(data: string, firstNumber: number): Promise<Acknowledged[]> {
  const [child, client] = await startProcess(data);
  const acknowledged: Acknowledged[] = [];
  const exited = once(child, 'exit');
  let next = firstNumber;
  const write = async (writer: number): Promise<void> => {
    for (;;) {
      const first = next;
      next += EVENTS_PER_APPEND;
      const stream = `s-${writer % 7}`;
      const events = [0, 1, 2].map((n) => happened(first + n));
      const { position } = await client.appendToStream(stream, events);
      acknowledged.push({ stream, first, position: position?.commit ?? 0n });
      if (acknowledged.length === ACKNOWLEDGED_BEFORE_KILL) child.kill('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
  await exited;
  return acknowledged;
}

async function readPositions(client: EventStoreDBClient): Promise<Map<number, bigint[]>> {
  const found = new Map<number, bigint[]>();
  let last = -1n;
  for await (const { event } of client.readAll()) {
    const position = event?.position.commit ?? -1n;
    expect(position).toBeGreaterThan(last);
    last = position;
    const { n } = event?.data as { n: number };
    found.set(n, [...(found.get(n) ?? []), position]);
  }
  return found;
}

describe('a process killed while it writes', () => {
  const directory = temporaryDirectory();

  it('keeps each acknowledged event once, none torn, at its position', async () => {
    const acknowledged: Acknowledged[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const highest = acknowledged.reduce(
        (most, { position }) => (position > most ? position : most),
        0n,
      );
      const written = await writeUntilKilled(directory, round * 100_000);
      expect(written.length).toBeGreaterThanOrEqual(ACKNOWLEDGED_BEFORE_KILL);
      expect(written.every(({ position }) => position > highest)).toBe(true);
      acknowledged.push(...written);

      const { client, stop } = await start(directory);
      const found = await readPositions(client);
      for (const { first, position } of acknowledged) {
        const triple = [0, 1, 2].map((n) => found.get(first + n));
        expect(triple.map((positions) => positions?.length)).toEqual([1, 1, 1]);
        expect(triple[2]?.[0]).toBe(position);
      }
      expect(found.size % EVENTS_PER_APPEND).toBe(0);
      await stop();
    }
  });
});
