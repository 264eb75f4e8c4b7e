import {
  EventStoreDBClient,
  excludeSystemEvents,
  START,
  type ReadStreamOptions,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { startEventStoreDB, type EventStoreDB } from '../src/index';
import { happened, readNumbers, temporaryDirectory } from './support/nodes';

interface Linked {
  node: EventStoreDB;
  client: EventStoreDBClient;
  stop: () => Promise<void>;
}

async function startLinked(data?: string, systemLinks = true): Promise<Linked> {
  const node = await startEventStoreDB({
    port: 0,
    systemLinks,
    ...(data !== undefined && { data }),
  });
  const client = EventStoreDBClient.connectionString(node.connectionString);
  const stop = async () => {
    void client.dispose();
    await node.close();
  };
  return { node, client, stop };
}

function text(data: unknown): string {
  return data instanceof Uint8Array ? Buffer.from(data).toString() : JSON.stringify(data);
}

async function links(
  client: EventStoreDBClient,
  stream: string,
  options: ReadStreamOptions = {},
): Promise<string[]> {
  const found: string[] = [];
  for await (const { event } of client.readStream(stream, options)) {
    expect(event?.type).toBe('$>');
    found.push(text(event?.data));
  }
  return found;
}

/** Waits until a stream has so many links, as one that is still catching up will. */
async function linksWhen(client: EventStoreDBClient, stream: string, count: number) {
  for (;;) {
    const found = await links(client, stream).catch(() => []);
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('system links', () => {
  let running: Linked;
  beforeEach(async () => {
    running = await startLinked();
  });
  afterEach(() => running.stop());

  it('$ce- holds the events of a category: the name up to the first dash', async () => {
    const { client } = running;
    await client.appendToStream('trip-1-a', [happened(1), happened(2)]);
    await client.appendToStream('trip-2', happened(3));
    await client.appendToStream('driver-1', happened(4));
    await client.appendToStream('undashed', happened(5));
    await client.appendToStream('-dashed', happened(6));
    expect(await links(client, '$ce-trip')).toEqual(['0@trip-1-a', '1@trip-1-a', '0@trip-2']);
    expect(await readNumbers(client, '$ce-trip', { resolveLinkTos: true })).toEqual([1, 2, 3]);
    expect(await links(client, '$ce-driver')).toEqual(['0@driver-1']);
    await expect(links(client, '$ce-undashed')).rejects.toMatchObject({ type: 'stream-not-found' });
    await expect(links(client, '$ce-')).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it('$et- holds the events of a type, from every stream', async () => {
    const { client } = running;
    await client.appendToStream('a', [happened(1, 'Opened'), happened(2, 'Closed')]);
    await client.appendToStream('b-1', happened(3, 'Opened'));
    expect(await links(client, '$et-Opened')).toEqual(['0@a', '0@b-1']);
    expect(await readNumbers(client, '$et-Closed', { resolveLinkTos: true })).toEqual([2]);
  });

  it('$streams holds the first event of every stream, system streams too', async () => {
    const { client } = running;
    await client.appendToStream('a', [happened(1), happened(2)]);
    await client.appendToStream('b', happened(3));
    expect(await links(client, '$streams')).toEqual(['0@a', '0@$streams', '0@$et-Happened', '0@b']);
  });

  it('a link tells where its event is, and what caused it', async () => {
    const { client } = running;
    const { position } = await client.appendToStream('trip-1', {
      ...happened(1),
      metadata: { $correlationId: 'c-1' },
    });
    for await (const { link, event } of client.readStream('$ce-trip', { resolveLinkTos: true })) {
      expect(event?.streamId).toBe('trip-1');
      expect(JSON.parse(text(link?.metadata).replace(/^"|"$/g, ''))).toEqual({
        $v: '1:-1:1:4',
        $c: Number(position?.commit),
        $p: Number(position?.commit),
        $o: 'trip-1',
        $causedBy: happened(1).id,
        $correlationId: 'c-1',
      });
    }
  });

  it('a deletion is linked, and the links of what it deleted no longer resolve', async () => {
    const { client } = running;
    await client.appendToStream('trip-1', happened(1));
    await client.deleteStream('trip-1');
    await client.appendToStream('trip-2', happened(2));
    await client.tombstoneStream('trip-2');
    expect(await links(client, '$ce-trip')).toEqual([
      '0@trip-1',
      '0@$$trip-1',
      '0@trip-2',
      '9223372036854775807@trip-2',
    ]);
    const resolved: (string | undefined)[] = [];
    for await (const { event } of client.readStream('$ce-trip', { resolveLinkTos: true })) {
      resolved.push(event?.streamId);
    }
    expect(resolved).toEqual([undefined, '$$trip-1', undefined, undefined]);
    expect(await links(client, '$et-$deleted')).toHaveLength(2);
  });

  it('a link written by hand is filed under its category with its own target', async () => {
    const { client } = running;
    await client.appendToStream('trip-1', happened(1));
    await client.appendToStream('pick-1', {
      ...happened(2),
      type: '$>',
      contentType: 'application/octet-stream',
      data: Buffer.from('0@trip-1'),
    } as never);
    expect(await readNumbers(client, '$ce-pick', { resolveLinkTos: true })).toEqual([1]);
    await expect(links(client, '$et-$>')).rejects.toMatchObject({ type: 'stream-not-found' });
  });

  it('a category that was deleted shows what comes later', async () => {
    const { client } = running;
    await client.appendToStream('trip-1', happened(1));
    await client.deleteStream('$ce-trip');
    await client.appendToStream('trip-1', happened(2));
    expect(await links(client, '$ce-trip')).toEqual(['1@trip-1']);
  });

  it('subscribers of a category hear its events as they come, resolved or not', async () => {
    const { client } = running;
    await client.appendToStream('trip-1', happened(1));
    const hear = (resolveLinkTos: boolean) =>
      new Promise<string[]>((resolve, reject) => {
        const heard: string[] = [];
        const subscription = client.subscribeToStream('$ce-trip', {
          fromRevision: START,
          resolveLinkTos,
        });
        subscription.on('error', reject).on('data', ({ event }: ResolvedEvent) => {
          heard.push(resolveLinkTos ? (event?.streamId ?? '') : text(event?.data));
          if (heard.length === 3) void subscription.unsubscribe().then(() => resolve(heard));
        });
      });
    const both = Promise.all([hear(true), hear(false)]);
    await client.appendToStream('trip-2', happened(2));
    await client.appendToStream('trip-1', happened(3));
    expect(await both).toEqual([
      ['trip-1', 'trip-2', 'trip-1'],
      ['0@trip-1', '0@trip-2', '1@trip-1'],
    ]);
  });

  it('of a type or category too long for a stream name are seen in $all only', async () => {
    const { client } = running;
    const type = 't'.repeat(8189);
    const stream = `${'c'.repeat(8189)}-1`;
    await client.appendToStream(stream, happened(1, type));
    const streams: string[] = [];
    for await (const { event } of client.readAll()) streams.push(event?.streamId ?? '');
    for (const name of [`$et-${type}`, `$ce-${'c'.repeat(8189)}`]) {
      expect(streams).toContain(name);
      await expect(links(client, name)).rejects.toThrow('longer than 8192 bytes');
    }
  });

  it('$all shows the links behind their event, and a filter leaves them out', async () => {
    const { client } = running;
    await client.appendToStream('trip-1', [happened(1), happened(2)]);
    const streams: string[] = [];
    for await (const { event } of client.readAll()) streams.push(event?.streamId ?? '');
    expect(streams.slice(0, 3)).toEqual(['trip-1', 'trip-1', '$streams']);
    expect(streams.filter((each) => each === '$ce-trip')).toHaveLength(2);
    const plain: string[] = [];
    const subscription = client.subscribeToAll({ filter: excludeSystemEvents() });
    for await (const { event } of subscription) {
      plain.push(event?.streamId ?? '');
      if (plain.length === 2) break;
    }
    expect(plain).toEqual(['trip-1', 'trip-1']);
  });
});

describe('system links of a log on disk', () => {
  const directory = temporaryDirectory();
  const all = Array.from({ length: 3000 }, (_, n) => `${Math.floor(n / 2)}@trip-${n % 2}`);

  it('are made up for when switched on later, and again after they were off', async () => {
    const append = async (client: EventStoreDBClient, first: number, count: number) => {
      for (let n = first; n < first + count; n++) {
        await client.appendToStream(`trip-${n % 2}`, happened(n));
      }
    };
    const without = await startLinked(directory, false);
    await Promise.all(
      [0, 1].map(async (stream) => {
        for (let n = stream; n < 2000; n += 500) {
          const events = Array.from({ length: 250 }, (_, m) => happened(n + 2 * m));
          await without.client.appendToStream(`trip-${stream}`, events);
        }
      }),
    );
    await without.stop();

    const first = await startLinked(directory);
    await append(first.client, 2000, 200);
    expect([...(await linksWhen(first.client, '$ce-trip', 2200))].sort()).toEqual(
      all.slice(0, 2200).sort(),
    );
    await first.stop();
    const off = await startLinked(directory, false);
    await append(off.client, 2200, 100);
    await off.stop();
    const again = await startLinked(directory);
    await append(again.client, 2300, 100);
    const ending = (await linksWhen(again.client, '$ce-trip', 2400)).slice(2200);
    expect(ending).toEqual(all.slice(2200, 2400));
    await again.stop();
  });
});
