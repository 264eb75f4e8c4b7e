import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { documentsIn, engineOn } from '#test/engine';
import { begin, eventsIn, everyEntry, fresh } from '#test/log';
import { built } from '#test/projection-spec';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { history } from '../../src/shared/events/history';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import { tripTimeline } from '../../src/read/trip-timeline/trip-timeline';

let stores: Stores;
let engine: ReturnType<typeof engineOn>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  engine = engineOn(stores.store, stores.db);
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
});

let trips = 0;
const own = (...events: TripEvent[]): TripEvent[] => {
  const tripId = `trip-${(trips += 1)}` as TripId;
  return events.map(({ type, data }) => ({ type, data: { ...data, tripId } }) as TripEvent);
};
const append = (...events: TripEvent[]) => {
  const renamed = own(...events);
  return begin(stores.store, `trip-${renamed[0]?.data.tripId ?? ''}`, renamed);
};

/** Every live read model is what a fold of the whole log makes. */
async function expectLevel(store = stores.store) {
  const events = eventsIn(await everyEntry(store.readAll()));
  for (const projection of projections) {
    expect(await engine.documents(projection)).toEqual(built(projection, events));
  }
}

const OF_MANY_TRIPS = ['market_minute', 'ops_live_map'];

describe('the live feed', () => {
  it('makes the read models of what is in the log, and follows what comes', async () => {
    await append(the.requested(), the.matching());
    engine.feed.onApplicationBootstrap();
    const last = await append(the.requested(), the.cancelled());
    await engine.reaches(last);
    await expectLevel();
    expect((await engine.readModels.find(tripLive.name))?.live.events).toBe(4);
  });

  it('goes on where an earlier process stopped, also beside another one', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(the.requested()));
    await engine.feed.beforeApplicationShutdown();
    await append(the.requested(), the.matching());
    const others = [engineOn(stores.store, stores.db), engineOn(stores.store, stores.db)];
    for (const { feed } of others) feed.onApplicationBootstrap();
    for (let count = 0; count < 20; count++) await append(the.requested(), the.noShow());
    await engine.reaches(await append(the.requested()));
    await expectLevel();
    await Promise.all(others.map(({ feed }) => feed.beforeApplicationShutdown()));
  });

  it('parks the documents of an event that it cannot fold, and nothing else', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(the.requested()));
    const [request, match] = own(the.requested(), the.matching()) as [TripEvent, TripEvent];
    const { market: _, ...data } = request.data as { market?: unknown };
    const stream = `trip-${request.data.tripId}`;
    await stores.store.append(stream, 'no stream', [fresh({ type: 'TripRequested', data })]);
    await stores.store.append(stream, 0n, [fresh(match)]);
    await engine.reaches(await append(the.requested()));
    const all = await engine.deadLetters.letters.find().sort({ _id: 1 }).toArray();
    // A document of many trips is parked as a whole, and their later events with it.
    const letters = all.filter(({ projection }) => !OF_MANY_TRIPS.includes(projection));
    expect(letters.map(({ projection, fault, type }) => [projection, fault, type])).toEqual([
      ['ops_trip_board', 'rule', 'TripRequested'],
      ['ops_trip_board', 'behind another', 'MatchingStarted'],
      ['rider_trip_history', 'rule', 'TripRequested'],
      ['rider_trip_live', 'rule', 'TripRequested'],
      ['rider_trip_live', 'behind another', 'MatchingStarted'],
      ['trip_matching', 'rule', 'TripRequested'],
    ]);
    expect(Object.keys(await engine.documents(tripLive))).toHaveLength(2);
    expect(Object.keys(await engine.documents(tripTimeline))).toHaveLength(3);
  });

  it('takes over the new build after a switch', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(the.requested()));
    const [rebuilt] = await engine.rebuild.run([tripLive], {}, () => undefined);
    const collection = rebuilt?.collection ?? '';
    await engine.reaches(await append(the.requested(), the.matching()));
    expect((await engine.readModels.find(tripLive.name))?.live.collection).toBe(collection);
    expect(Object.keys(await documentsIn(stores.db, collection))).toHaveLength(2);
    await expectLevel();
  });

  const embedded = process.env.EVENTSTORE_URL === undefined ? it : it.skip;
  embedded('survives that the store goes away and comes back', async () => {
    const data = await mkdtemp(join(tmpdir(), 'feed-'));
    const first = await startEventStoreDB({ port: 0, data, worker: true });
    const { port } = first;
    const store = new EventStoreDBEventStore(first.connectionString, history);
    engine = engineOn(store, stores.db);
    engine.feed.onApplicationBootstrap();
    const [request, match] = own(the.requested(), the.matching()) as [TripEvent, TripEvent];
    const stream = `trip-${request.data.tripId}`;
    await engine.reaches(await begin(store, stream, [request]));
    await first.close();
    const second = await startEventStoreDB({ port, data, worker: true });
    const appended = await until(
      () => store.append(stream, 0n, [fresh(match)]).catch(() => undefined),
      (position) => position !== undefined,
    );
    if (appended) await engine.reaches(appended);
    await expectLevel(store);
    await engine.feed.beforeApplicationShutdown();
    await store.onApplicationShutdown();
    await second.close();
    await rm(data, { recursive: true });
  });
});
