import {
  EventStoreDBClient,
  persistentSubscriptionToStreamSettingsFromDefaults,
} from '@eventstore/db-client';
import { happened, readNumbers, start, type Running } from './support/nodes';

const UNIMPLEMENTED = 12;

describe('the rest of the surface', () => {
  let running: Running;
  beforeAll(async () => {
    running = await start();
  });
  afterAll(() => running.stop());

  it('is found by gossip, as a cluster of one leader', async () => {
    const endpoint = `127.0.0.1:${running.node.port}`;
    const client = EventStoreDBClient.connectionString(`esdb://${endpoint},${endpoint}?tls=false`);
    await client.appendToStream('gossip', happened(1));
    expect(await readNumbers(client, 'gossip')).toEqual([1]);
    await client.dispose();
  });

  it('accepts credentials, and then appends one by one', async () => {
    const credentials = { username: 'admin', password: 'changeit' };
    const events = [happened(1), happened(2)];
    const { nextExpectedRevision } = await running.client.appendToStream('user', events, {
      credentials,
    });
    expect(nextExpectedRevision).toBe(1n);
    expect(await readNumbers(running.client, 'user')).toEqual([1, 2]);
  });

  it('keeps an append with credentials to its expectation and size', async () => {
    const credentials = { username: 'admin', password: 'changeit' };
    const append = (n: number, bytes: number, expectedRevision: bigint) =>
      running.client.appendToStream(
        'user-2',
        { ...happened(n), data: { pad: 'x'.repeat(bytes) } },
        { credentials, expectedRevision },
      );
    await expect(append(1, 1, 4n)).rejects.toMatchObject({ type: 'wrong-expected-version' });
    await expect(append(2, 1024 * 1024, 0n)).rejects.toMatchObject({
      type: 'maximum-append-size-exceeded',
      maxAppendSize: 1024 * 1024,
    });
  });

  it('says what it does not implement', async () => {
    const { client } = running;
    const settings = persistentSubscriptionToStreamSettingsFromDefaults();
    for (const call of [
      client.createPersistentSubscriptionToStream('s', 'group', settings),
      client.createProjection('p', 'fromAll()'),
    ]) {
      await expect(call).rejects.toMatchObject({ code: UNIMPLEMENTED });
      await expect(call).rejects.toThrow('does not implement');
    }
  });

  it('keeps stream names longer than an LMDB key apart', async () => {
    const { client } = running;
    const [one, two] = ['a', 'b'].map((end) => 'n'.repeat(3000) + end) as [string, string];
    await client.appendToStream(one, happened(11));
    await client.appendToStream(two, happened(12));
    expect(await readNumbers(client, one)).toEqual([11]);
    expect(await readNumbers(client, two)).toEqual([12]);
  });

  it('names a stream in an error even when its name is not ASCII', async () => {
    const { client } = running;
    await client.tombstoneStream('žluť');
    await expect(readNumbers(client, 'žluť')).rejects.toMatchObject({ type: 'stream-deleted' });
  });

  it('runs in a worker thread', async () => {
    const { startEventStoreDB } = await import('embedded-eventstoredb');
    const node = await startEventStoreDB({ port: 0, worker: true });
    const client = EventStoreDBClient.connectionString(node.connectionString);
    await client.appendToStream('worker', happened(1));
    expect(await readNumbers(client, 'worker')).toEqual([1]);
    await client.dispose();
    await node.close();
  });
});
