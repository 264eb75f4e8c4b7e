import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { evolved, shapeOf, type ShapeKey } from '#test/evolved';
import { everyEntry, firstEntries, metadata } from '#test/log';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import type { NewEvent } from '../../src/shared/event-store/event-store';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import type { LogEntry } from '../../src/shared/event-store/log-entry';
import { NoWayDown } from '../../src/shared/events/upcast';
import { importHistory } from '../../src/write/import-history';

const stores = useStores();
let store: EventStoreDBEventStore;
let stream: string;
beforeAll(() => (store = new EventStoreDBEventStore(stores().eventStoreUrl, evolved)));
afterAll(() => store.onApplicationShutdown());
beforeEach(() => (stream = `ride-${randomUUID()}`));

/** Appends what one command wrote. */
function wrote(...keys: ShapeKey[]) {
  const commandId = randomUUID();
  const events = keys.map((key): NewEvent => {
    const { type, version } = shapeOf(key);
    const own = metadata({ schemaVersion: version, commandId });
    return { id: randomUUID(), type, data: { told: key }, metadata: own };
  });
  return store.append(stream, 'any', events);
}

const told = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ events }) => events.map(({ data }) => (data as { told: string }).told));
const MERGED = 'old asked+priced+agreed';

describe('a history with merged, split and dropped events', () => {
  it('is the same from the stream, from the log and from subscriptions', async () => {
    const { position: from } = await wrote('ride');
    await wrote('asked', 'priced', 'agreed');
    await wrote('both', 'noise', 'askedOnce');
    const expected = ['ride', MERGED, 'both', 'both', 'asked ^askedOnce'];
    const { events, last } = await store.readStream(stream);
    expect(events.map(({ data }) => (data as { told: string }).told)).toEqual(expected);
    expect(last?.revision).toBe(6n);
    const ways = [
      everyEntry(store.readAll(from)),
      everyEntry(store.readStreamInBatches(stream)),
      firstEntries((signal) => store.subscribeToStream(stream, undefined, signal), 7),
    ];
    for (const entries of await Promise.all(ways)) expect(told(entries)).toEqual(expected);
    const later = await firstEntries((signal) => store.subscribeToAll(from, signal), 6);
    expect(told(later)).toEqual(expected.slice(1));
  });

  it('tells the merged event at the place of its last source, whoever begins in between', async () => {
    await wrote('asked', 'priced', 'agreed');
    const [, middle, last] = await everyEntry(store.readStreamInBatches(stream));
    const ways = [
      everyEntry(store.readAll(last?.position)),
      everyEntry(store.readStreamInBatches(stream, 2n)),
      firstEntries((signal) => store.subscribeToAll(middle?.position, signal), 1),
      firstEntries((signal) => store.subscribeToStream(stream, 1n, signal), 1),
    ];
    for (const entries of await Promise.all(ways)) {
      expect(told(entries)).toEqual([MERGED]);
      expect(entries[0]?.events[0]).toMatchObject({ id: last?.stored.id, revision: 2n, part: 0 });
    }
    const { events } = await store.readLast(stream);
    expect(events.map(({ data }) => data)).toEqual([{ told: MERGED }]);
  });

  it('holds back nothing: what stands alone at the end of the log is told at once', async () => {
    const { position } = await wrote('ride');
    await wrote('asked');
    const live = await firstEntries((signal) => store.subscribeToAll(position, signal), 1);
    expect(told(live)).toEqual(['asked asked']);
    await wrote('priced', 'agreed');
    expect(told(await everyEntry(store.readStreamInBatches(stream)))).toEqual([
      ...['ride', 'asked asked', 'priced priced'],
    ]);
  });
});

describe('a consumer that still reads an older version', () => {
  it('gets the events of that type in it, and all others in today’s', async () => {
    const trip = `trip-${randomUUID()}`;
    await stores().store.append(trip, 'no stream', [
      { ...the.requested(), id: randomUUID(), metadata: metadata({ schemaVersion: 3 }) },
      { ...the.fareFinalised(), id: randomUUID(), metadata: metadata({ schemaVersion: 3 }) },
    ]);
    const [booked, fare] = await everyEntry(stores().store.readStreamInBatches(trip));
    const { tripId, market, totalMinor, currency } = the.fareFinalised().data;
    expect(fare?.eventsIn({ FareFinalised: 2 })).toEqual([
      {
        ...fare?.events[0],
        ...{ version: 2, data: { tripId, market, amountMinor: totalMinor, currency } },
      },
    ]);
    expect(booked?.eventsIn({ FareFinalised: 2 })).toEqual(booked?.events);
    expect(() => fare?.eventsIn({ FareFinalised: 1 })).toThrow(NoWayDown);
  });
});

describe('importing history whose shapes were split since', () => {
  it('finds it there the second time', async () => {
    const { market } = the.requested().data;
    const tripId = randomUUID();
    const at = '2009-01-04T13:51:00.000Z';
    const { recordedAt, schemaVersion, ...own } = metadata({ occurredAt: at });
    const line = JSON.stringify({
      ...{ stream: `trip-${tripId}`, id: randomUUID(), type: 'RiderPickedUp', version: 1 },
      ...{ data: { tripId, market, arrivedAt: at, pickedUpAt: at }, metadata: own },
    });
    expect([schemaVersion, recordedAt]).toBeDefined();
    const run = () => importHistory(stores().store, Readable.from([line]));
    expect(await run()).toMatchObject({ appended: 1, alreadyThere: 0 });
    expect(await run()).toMatchObject({ appended: 0, alreadyThere: 1, refusedLines: 0 });
    const { events } = await stores().store.readStream(`trip-${tripId}`);
    expect(events.map(({ type, part }) => `${type}/${part}`)).toEqual([
      ...['DriverArrived/0', 'TripStarted/1'],
    ]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });
});
