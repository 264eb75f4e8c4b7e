import { once } from 'node:events';
import {
  EventStoreDBClient,
  START,
  type BaseOptions,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { happened, readNumbers, start, type Running } from './support/nodes';

/** More than one page of the log. */
const MANY = 600;

type Operation = (client: EventStoreDBClient, stream: string, base: BaseOptions) => unknown;

async function first(events: AsyncIterable<ResolvedEvent>) {
  for await (const { event } of events) return event?.data;
  return undefined;
}

/** What the client serves here, on a stream that holds `{ n: 1 }`. */
const OPERATIONS: Record<string, [Operation, expected: unknown]> = {
  appendToStream: [
    (client, stream, base) => client.appendToStream(stream, happened(9), base),
    expect.objectContaining({ success: true, nextExpectedRevision: 1n }),
  ],
  readStream: [
    (client, stream, base) => first(client.readStream(stream, { ...base, maxCount: 1 })),
    { n: 1 },
  ],
  readAll: [(client, _stream, base) => first(client.readAll({ ...base, maxCount: 1 })), { n: 1 }],
  subscribeToStream: [
    (client, stream, base) => first(client.subscribeToStream(stream, base)),
    { n: 1 },
  ],
  subscribeToAll: [(client, _stream, base) => first(client.subscribeToAll(base)), { n: 1 }],
  setStreamMetadata: [
    (client, stream, base) => client.setStreamMetadata(stream, { maxCount: 3 }, base),
    expect.objectContaining({ success: true, nextExpectedRevision: 0n }),
  ],
  getStreamMetadata: [
    async (client, stream, base) => {
      await client.setStreamMetadata(stream, { maxCount: 3 });
      return client.getStreamMetadata(stream, base);
    },
    expect.objectContaining({ streamName: 's', metadata: { maxCount: 3 } }),
  ],
  deleteStream: [
    (client, stream, base) => client.deleteStream(stream, base),
    { position: expect.anything() as unknown },
  ],
  tombstoneStream: [
    (client, stream, base) => client.tombstoneStream(stream, base),
    { position: expect.anything() as unknown },
  ],
};

describe('the operations of the client', () => {
  let running: Running;
  beforeEach(async () => {
    running = await start();
    await running.client.appendToStream('s', happened(1));
  });
  afterEach(() => running.stop());

  it.each(Object.entries(OPERATIONS))(
    '%s ignores credentials, and is served by the leader when it asks for it',
    async (_name, [operation, expected]) => {
      const base = { credentials: { username: 'u', password: 'p' }, requiresLeader: true };
      expect(await operation(running.client, 's', base)).toEqual(expected);
    },
  );

  it.each([
    'esdb://HOST?tls=false',
    'esdb://admin:changeit@HOST?tls=false',
    'esdb+discover://HOST?tls=false',
    'esdb://HOST,HOST?tls=false&nodePreference=leader',
    'esdb://HOST,HOST?tls=false&nodePreference=follower',
    'esdb://HOST,HOST?tls=false&nodePreference=read_only_replica',
    'esdb://HOST,HOST?tls=false&nodePreference=random',
  ])('a client finds the node by %s', async (pattern) => {
    const connectionString = pattern.replaceAll('HOST', `127.0.0.1:${running.node.port}`);
    const client = EventStoreDBClient.connectionString(connectionString);
    expect(await readNumbers(client, 's')).toEqual([1]);
    await client.dispose();
  });

  it('appendToStream sends what exceeds its batch size in several messages, and appends it as one', async () => {
    const events = Array.from({ length: 20 }, (_, n) => happened(n));
    const { nextExpectedRevision } = await running.client.appendToStream('batch', events, {
      batchAppendSize: 100,
    });
    expect(nextExpectedRevision).toBe(19n);
    expect(await readNumbers(running.client, 'batch')).toHaveLength(20);
  });

  it('setStreamMetadata keeps all that getStreamMetadata gives back', async () => {
    const metadata = {
      maxAge: 3600,
      maxCount: 5,
      truncateBefore: 1,
      cacheControl: 60,
      acl: { readRoles: ['$all'], writeRoles: ['a', 'b'], deleteRoles: ['$admins'] },
      owner: { team: 'ops' },
    };
    await running.client.setStreamMetadata('s', metadata);
    expect(await running.client.getStreamMetadata('s')).toMatchObject({ metadata });
  });

  it('readAll and subscribeToAll give an event with the link that led to it', async () => {
    const { client } = running;
    const link = {
      ...happened(2),
      type: '$>',
      contentType: 'application/octet-stream' as const,
      data: Buffer.from('0@s'),
    };
    await client.appendToStream('links', link);
    const linked = async (events: AsyncIterable<ResolvedEvent>) => {
      for await (const { event, link } of events) {
        if (link !== undefined) return [link.streamId, event?.streamId, event?.data];
      }
      return undefined;
    };
    const expected = ['links', 's', { n: 1 }];
    expect(await linked(client.readAll({ resolveLinkTos: true }))).toEqual(expected);
    expect(await linked(client.subscribeToAll({ resolveLinkTos: true }))).toEqual(expected);
  });

  it('a subscription confirms, catches up, falls behind a large append, and catches up again', async () => {
    const { client } = running;
    const subscription = client.subscribeToStream('s', { fromRevision: START });
    const told: string[] = [];
    for (const notice of ['confirmation', 'caughtUp', 'fellBehind', 'end'] as const) {
      subscription.on(notice, () => told.push(notice));
    }
    let heard = 0;
    subscription.on('data', () => (heard += 1));
    await once(subscription, 'caughtUp');
    const again = once(subscription, 'caughtUp');
    const events = Array.from({ length: MANY }, (_, n) => happened(100 + n));
    await client.appendToStream('s', events);
    await again;
    await subscription.unsubscribe();
    expect(heard).toBe(1 + MANY);
    expect(told).toEqual(['confirmation', 'caughtUp', 'fellBehind', 'caughtUp', 'end']);
  });
});
