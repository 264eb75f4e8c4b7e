import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UnavailableError, type EventStoreDBClient } from '@eventstore/db-client';
import { connect, happened, readNumbers, start, temporaryDirectory } from './support/nodes';

const CLI = join(__dirname, '..', 'dist', 'cli.js');
const EVENTS_PER_APPEND = 100;
/** In blocks of 512 bytes, or of 1024, as the shell has it. */
const LARGEST_FILE = 4096;

/** Starts a node whose files cannot grow for ever: beyond, the system refuses every write, as a full disk does. */
async function startConfined(data: string): Promise<[ChildProcess, EventStoreDBClient]> {
  const confined = `trap '' XFSZ; ulimit -f ${LARGEST_FILE}; exec "$0" "$@"`;
  const node = [process.execPath, CLI, '--port', '0', '--data', data, '--system-links'];
  const child = spawn('sh', ['-c', confined, ...node], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return [child, connect({ connectionString: line.replace('listening on ', '') })];
}

/** Appends with some in flight until one is refused; gives the numbers of the events that were acknowledged. */
async function fill(client: EventStoreDBClient): Promise<{ kept: number[]; refusal: unknown }> {
  const kept: number[] = [];
  let refusal: unknown;
  let next = 0;
  const write = async () => {
    while (refusal === undefined) {
      const first = next;
      next += EVENTS_PER_APPEND;
      const numbers = Array.from({ length: EVENTS_PER_APPEND }, (_, n) => first + n);
      try {
        await client.appendToStream(
          `s-${first}`,
          numbers.map((n) => happened(n)),
        );
        kept.push(...numbers);
      } catch (error) {
        refusal = error;
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, write));
  return { kept: kept.sort((a, b) => a - b), refusal };
}

describe('a disk that is full', () => {
  const directory = temporaryDirectory();

  it('refuses writes as unavailable; the node goes on reading, and nothing it acknowledged is lost', async () => {
    const [child, client] = await startConfined(directory);
    const exited = once(child, 'exit');
    const { kept, refusal } = await fill(client);
    expect(refusal).toBeInstanceOf(UnavailableError);
    expect(kept.length).toBeGreaterThan(0);
    await expect(client.appendToStream('late', happened(1))).rejects.toBeInstanceOf(
      UnavailableError,
    );
    expect(await readNumbers(client, `s-${kept[0]}`)).toHaveLength(EVENTS_PER_APPEND);
    void client.dispose();
    child.kill('SIGTERM');
    await exited;

    const again = await start(directory);
    const found: number[] = [];
    for await (const { event } of again.client.readAll()) {
      if (event?.type === 'Happened') found.push((event.data as { n: number }).n);
    }
    expect(found.sort((a, b) => a - b)).toEqual(kept);
    await again.stop();
  });
});
