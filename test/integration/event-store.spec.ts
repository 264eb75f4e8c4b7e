import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { begin, everyEntry, firstEntries, fresh, metadata, shapesIn } from '#test/log';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import { LostRace, StoreUnavailable } from '../../src/shared/event-store/event-store';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { UnreadableEvent } from '../../src/shared/event-store/log-entry';
import type { DomainEvent } from '../../src/shared/events/event';
import { history } from '../../src/shared/events/history';
import { shapeName } from '../../src/shared/events/upcast';

const stores = useStores();
const log = () => stores().store;
let stream: string;
beforeEach(() => (stream = `trip-${randomUUID()}`));

const types = ({ events }: { events: readonly DomainEvent[] }) => events.map(({ type }) => type);

async function golden(shape: string): Promise<object> {
  const file = join(__dirname, '../contracts/stored-events', `${shape}.json`);
  return (JSON.parse(await readFile(file, 'utf8')) as { data: object }).data;
}

describe('appending', () => {
  it('begins a stream and says where its last event stands', async () => {
    const { revision, position } = await begin(log(), stream, [the.requested(), the.matching()]);
    const { events, last } = await log().readStream(stream);
    expect(revision).toBe(1n);
    expect(events.map((event) => event.revision)).toEqual([0n, 1n]);
    expect(last).toMatchObject({ revision, position });
  });

  it('keeps data and metadata as they were given', async () => {
    const event = fresh(the.requested());
    await log().append(stream, 'no stream', [event]);
    const [read] = (await log().readStream(stream)).events;
    expect(read).toMatchObject({ ...event, part: 0, stream });
  });

  it('goes on at the expected revision', async () => {
    await begin(log(), stream, [the.requested()]);
    expect(await log().append(stream, 0n, [fresh(the.matching())])).toMatchObject({ revision: 1n });
  });

  it.each([
    ['a stream that is there already', 'no stream'],
    ['a stream that has moved on', 0n],
    ['a stream that is not so far', 7n],
  ] as const)('loses the race for %s', async (_, expected) => {
    await begin(log(), stream, [the.requested(), the.matching()]);
    const late = log().append(stream, expected, [fresh(the.cancelled())]);
    await expect(late).rejects.toThrow(LostRace);
    expect(types(await log().readStream(stream))).toEqual(['TripRequested', 'MatchingStarted']);
  });

  it('lets one of many win, whole', async () => {
    const attempts = Array.from({ length: 20 }, () =>
      log().append(stream, 'no stream', [fresh(the.requested()), fresh(the.matching())]),
    );
    const settled = await Promise.allSettled(attempts);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await log().readStream(stream)).events).toHaveLength(2);
  });

  it('recognises the same append sent again', async () => {
    const events = [fresh(the.requested()), fresh(the.matching())];
    const first = await log().append(stream, 'no stream', events);
    const again = await log().append(stream, 'no stream', events);
    expect(again).toEqual(first);
    expect((await log().readStream(stream)).events).toHaveLength(2);
  });
});

describe('reading', () => {
  it('finds nothing in a stream that never was', async () =>
    expect(await log().readStream(stream)).toEqual({ events: [], last: undefined }));

  it('begins at a position, included, and goes to the present end', async () => {
    await begin(log(), stream, [the.requested(), the.matching()]);
    const all = await everyEntry(log().readAll());
    const own = all.filter(({ stored }) => stored.stream === stream);
    expect(shapesIn(own)).toEqual(['TripRequested.v4', 'MatchingStarted.v1']);
    const tail = await everyEntry(log().readAll(own[1]?.position));
    expect(tail.map(({ stored }) => stored.id)).toEqual([own[1]?.stored.id]);
    expect(await log().head()).toEqual(own[1]?.position);
  });

  it('begins in the midst of a stream, or at its end', async () => {
    await begin(log(), stream, [the.requested(), the.matching(), the.assigned()]);
    const tail = await log().readStream(stream, 1n);
    expect(tail.events.map(({ type }) => type)).toEqual(['MatchingStarted', 'DriverAssigned']);
    const last = await log().readLast(stream);
    expect(last.events.map(({ type }) => type)).toEqual(['DriverAssigned']);
    expect(await log().readLast(`${stream}-none`)).toEqual({ events: [], last: undefined });
  });

  it('finds no more of a stream than it was told to keep', async () => {
    await begin(log(), stream, [the.requested(), the.matching(), the.assigned()]);
    await log().keepLast(stream, 1);
    const { events } = await log().readStream(stream);
    expect(events.map(({ type }) => type)).toEqual(['DriverAssigned']);
  });

  it('shows the facts, and what the engine keeps for itself only to those who ask for it', async () => {
    const { position } = await begin(log(), stream, [the.requested()]);
    const settled = { type: 'TroubleSettled', data: { process: 'p', instance: stream } };
    await begin(log(), `process-p-${stream}`, [settled]);
    expect(shapesIn(await everyEntry(log().readAll(position)))).toEqual(['TripRequested.v4']);
    expect(shapesIn(await everyEntry(log().readAll(position, { which: 'everything' })))).toEqual([
      ...['TripRequested.v4', 'TroubleSettled.v1'],
    ]);
  });

  it('keeps the order of appends across streams', async () => {
    const from = (await begin(log(), stream, [the.requested()])).position;
    for (const index of [1, 2, 3]) await begin(log(), `${stream}-${index}`, [the.requested()]);
    const entries = await everyEntry(log().readAll(from));
    expect(entries.map((entry) => entry.stored.stream)).toEqual(
      ['', '-1', '-2', '-3'].map((suffix) => stream + suffix),
    );
  });
});

describe('history in its old shapes', () => {
  it('reads as if written today', async () => {
    const old = fresh({ type: 'TripRequested', data: await golden('TripRequested.v1') }, 1);
    await log().append(stream, 'no stream', [old]);
    const [event] = (await log().readStream(stream)).events;
    expect(event).toMatchObject({ type: 'TripRequested', data: { quote: { currency: 'USD' } } });
  });

  it('reads one stored event that meant two as two, in their order', async () => {
    const data = await golden('RiderPickedUp.v1');
    await log().append(stream, 'no stream', [fresh({ type: 'RiderPickedUp', data }, 1)]);
    const { events, last } = await log().readStream(stream);
    expect(events.map(({ type, part, revision }) => ({ type, part, revision }))).toEqual([
      { type: 'DriverArrived', part: 0, revision: 0n },
      { type: 'TripStarted', part: 1, revision: 0n },
    ]);
    expect(last?.revision).toBe(0n);
  });

  it('reads every shape that was ever written', async () => {
    for (const shape of history.shapes()) {
      const name = `${stream}-${shapeName(shape)}`;
      const event = { type: shape.type, data: await golden(shapeName(shape)) };
      await log().append(name, 'no stream', [fresh(event, shape.version)]);
      const { events } = await log().readStream(name);
      expect(events.length).toBeGreaterThan(0);
      expect(events.every(({ type }) => history.isCurrent({ type, version: version(type) }))).toBe(
        true,
      );
    }
  });

  it.each([
    ['an event that nobody declares', fresh({ type: 'TripTeleported', data: {} })],
    ['a version that is not written yet', fresh(the.requested(), 99)],
    [
      'an event without our metadata',
      { ...fresh(the.matching()), metadata: { schemaVersion: 1 } as ReturnType<typeof metadata> },
    ],
  ])('stops at %s', async (_, strange) => {
    const { position } = await log().append(stream, 'no stream', [strange]);
    await expect(log().readStream(stream)).rejects.toThrow(UnreadableEvent);
    const [entry] = await everyEntry(log().readAll(position));
    expect(entry?.stored.type).toBe(strange.type);
    expect(() => entry?.events).toThrow(UnreadableEvent);
  });
});

const version = (type: string) =>
  history.declarations.find((declared) => declared.type === type)?.version ?? 0;

describe('following', () => {
  it('brings what came after a position, and what comes', async () => {
    const { position } = await begin(log(), stream, [the.requested()]);
    await log().append(stream, 0n, [fresh(the.matching())]);
    const following = firstEntries((signal) => log().subscribeToAll(position, signal), 2);
    await log().append(stream, 1n, [fresh(the.assigned())]);
    expect(shapesIn(await following)).toEqual(['MatchingStarted.v1', 'DriverAssigned.v1']);
  });

  it('brings one stream after a revision', async () => {
    await begin(log(), stream, [the.requested(), the.matching()]);
    const following = firstEntries((signal) => log().subscribeToStream(stream, 0n, signal), 2);
    await begin(log(), `${stream}-other`, [the.requested()]);
    await log().append(stream, 1n, [fresh(the.assigned())]);
    expect(shapesIn(await following)).toEqual(['MatchingStarted.v1', 'DriverAssigned.v1']);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const ended = everyEntry(log().subscribeToStream(`${stream}-quiet`, undefined, stop.signal));
    stop.abort();
    expect(await ended).toEqual([]);
  });
});

describe('a store that is away', () => {
  it('is said to be away, by everything that asks it', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'away-'));
    const node = await startEventStoreDB({ port: 0, data: directory, worker: true });
    const away = new EventStoreDBEventStore(node.connectionString, history);
    try {
      await begin(away, stream, [the.requested()]);
      await node.close();
      await expect(begin(away, stream, [the.requested()])).rejects.toThrow(StoreUnavailable);
      await expect(away.readStream(stream)).rejects.toThrow(StoreUnavailable);
      await expect(everyEntry(away.readAll())).rejects.toThrow(StoreUnavailable);
      await expect(away.head()).rejects.toThrow(StoreUnavailable);
    } finally {
      await away.onApplicationShutdown();
      await rm(directory, { recursive: true });
    }
  });
});
