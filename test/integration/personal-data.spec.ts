import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { everyEntry, fresh, metadata } from '#test/log';
import { useStores } from '#test/stores';
import { pin, requested } from '#test/trip.samples';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { UnreadableEvent } from '../../src/shared/event-store/log-entry';
import { StoreUnavailable, type NewEvent } from '../../src/shared/event-store/event-store';
import { history } from '../../src/shared/events/history';
import { KeyRing } from '../../src/shared/personal/key-ring';
import { WrongMasterKey } from '../../src/shared/personal/kms';
import { LocalKms } from '../../src/shared/personal/local-kms';
import { KeyedPersonalData } from '../../src/shared/personal/personal-data';
import { personalKeyFile } from '../../src/shared/personal/keyed';
import { SubjectKeys } from '../../src/shared/personal/subject-keys';

const stores = useStores();
const opened: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** Another process on the same stores, which asks for every key anew. */
async function reader({
  keyFile = personalKeyFile(process.env),
  mongoUrl = stores().mongoUrl,
} = {}) {
  const keys = SubjectKeys.at(mongoUrl, await LocalKms.in(keyFile));
  const personal = new KeyedPersonalData(new KeyRing(keys, 0));
  const store = new EventStoreDBEventStore(stores().eventStoreUrl, history, personal);
  opened.push(() => store.onApplicationShutdown());
  return { store, keys };
}

function bare() {
  const store = new EventStoreDBEventStore(stores().eventStoreUrl, history);
  opened.push(() => store.onApplicationShutdown());
  return store;
}

const of = (rider: string): NewEvent => {
  const event = fresh(requested());
  return { ...event, metadata: { ...event.metadata, subjectIds: [rider] } };
};
const someone = () => `rider-${randomUUID()}`;
const firstIn = async (store: EventStoreDBEventStore, stream: string) =>
  (await store.readStream(stream)).events[0];

describe('personal data in the log', () => {
  it('is not in it, but for its reader', async () => {
    const [rider, stream] = [someone(), `trip-${randomUUID()}`];
    await stores().store.append(stream, 'no stream', [of(rider)]);
    const asStored = await firstIn(bare(), stream);
    expect(JSON.stringify(asStored?.data)).not.toMatch(/4711|40\.769|lenox/);
    expect(asStored?.data).toMatchObject({ boardingPin: '0000', quote: requested().data.quote });
    const read = await firstIn((await reader()).store, stream);
    expect(read).toMatchObject({ type: 'TripRequested', data: requested().data });
    expect(read?.metadata).toEqual(metadata({ schemaVersion: 4, subjectIds: [rider] }));
  });

  it('gives placeholders from the moment on in which the key is shredded', async () => {
    const [ada, eve] = [someone(), someone()];
    const streams = [`trip-${randomUUID()}`, `trip-${randomUUID()}`] as const;
    await stores().store.append(streams[0], 'no stream', [of(ada)]);
    await stores().store.append(streams[1], 'no stream', [of(eve)]);
    const { store, keys } = await reader();
    const at = await keys.shred(ada);
    expect((await firstIn(store, streams[0]))?.data).toMatchObject({ boardingPin: '0000' });
    expect((await firstIn(store, streams[1]))?.data).toMatchObject({ boardingPin: pin });
    expect(await keys.shred(ada)).toEqual(at);
    expect(await keys.findOrMake([ada])).toEqual(new Map([[ada, null]]));
    await store.append(streams[0], 0n, [of(ada)]);
    const all = await store.readStream(streams[0]);
    expect(all.events.map(({ data }) => 'boardingPin' in data && data.boardingPin)).toEqual([
      ...['0000', '0000'],
    ]);
  });

  it('can be erased before anything was known of the person', async () => {
    const { keys } = await reader();
    const rider = someone();
    await keys.shred(rider);
    expect(await keys.findOrMake([rider])).toEqual(new Map([[rider, null]]));
  });

  it('is still read where it was stored before it was sealed', async () => {
    const stream = `trip-${randomUUID()}`;
    await bare().append(stream, 'no stream', [of(someone())]);
    expect((await firstIn((await reader()).store, stream))?.data).toEqual(requested().data);
  });

  it('lets an append be repeated, although it is never encrypted to the same', async () => {
    const [event, stream] = [of(someone()), `trip-${randomUUID()}`];
    const first = await stores().store.append(stream, 'no stream', [event]);
    const again = await stores().store.append(stream, 'no stream', [event]);
    expect(again).toEqual(first);
    expect((await stores().store.readStream(stream)).events).toHaveLength(1);
  });

  it('gives one key to processes that make it at the same moment', async () => {
    const [rider, one, other] = [someone(), await reader(), await reader()];
    const made = await Promise.all([one, other, one].map(({ keys }) => keys.findOrMake([rider])));
    expect(new Set(made.map((each) => each.get(rider)?.toString('hex'))).size).toBe(1);
  });

  it('is unreadable where it was tampered with, and its neighbours are not', async () => {
    const [rider, stream] = [someone(), `trip-${randomUUID()}`];
    const { store } = await reader();
    const forged = of(rider);
    await store.append(stream, 'no stream', [of(rider)]);
    const sealed = [{ subject: rider, box: Buffer.alloc(64).toString('base64') }];
    await bare().append(stream, 0n, [{ ...forged, metadata: { ...forged.metadata, sealed } }]);
    const entries = await everyEntry(store.readStreamInBatches(stream));
    expect(entries[0]?.events).toHaveLength(1);
    expect(() => entries[1]?.events).toThrow(UnreadableEvent);
  });

  it('is refused to who has another master key', async () => {
    const [rider, stream] = [someone(), `trip-${randomUUID()}`];
    await stores().store.append(stream, 'no stream', [of(rider)]);
    const directory = await mkdtemp(join(tmpdir(), 'hailstream-keys-'));
    opened.push(() => rm(directory, { recursive: true }));
    const { store } = await reader({ keyFile: join(directory, 'keys', 'other.key') });
    await expect(store.readStream(stream)).rejects.toThrow(WrongMasterKey);
    expect(await readdir(join(directory, 'keys'))).toEqual(['other.key']);
  });

  it('waits for the keys while their store is away', async () => {
    const { store } = await reader({
      mongoUrl: 'mongodb://127.0.0.1:9/away?serverSelectionTimeoutMS=200',
    });
    await expect(store.append('trip-away', 'no stream', [of(someone())])).rejects.toThrow(
      StoreUnavailable,
    );
  });
});

/** All that the event store has on disk, with its process gone. */
async function bytesOf(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(
    await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))),
  );
}

it('leaves no personal value on the disk of the event store', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'hailstream-log-'));
  opened.push(() => rm(directory, { recursive: true }));
  const node = await startEventStoreDB({ port: 0, data: directory, worker: true });
  const keys = SubjectKeys.at(stores().mongoUrl, await LocalKms.in(personalKeyFile(process.env)));
  const personal = new KeyedPersonalData(new KeyRing(keys));
  const store = new EventStoreDBEventStore(node.connectionString, history, personal);
  const stream = `trip-${randomUUID()}`;
  await store.append(stream, 'no stream', [of(someone())]);
  await store.onApplicationShutdown();
  await node.close();
  const bytes = await bytesOf(directory);
  expect(bytes.includes(stream)).toBe(true);
  for (const value of ['4711', 'lenox-hill', '40.769', '-73.9549']) {
    expect([value, bytes.includes(value)]).toEqual([value, false]);
  }
});
