import { Logger } from '@nestjs/common';
import { documentsIn, engineOn } from '#test/engine';
import { begin, eventsIn, everyEntry, fresh } from '#test/log';
import { built } from '#test/projection-spec';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import { BulkFold } from '../../src/read/engine/bulk-fold';
import { READ_MODELS, type ReadModel } from '../../src/read/engine/read-models';
import type { Progress } from '../../src/read/engine/rebuild';
import { RebuildInProgress, RebuildOvertaken } from '../../src/read/engine/rebuild.errors';
import { marketHour } from '../../src/read/market-hour/market-hour';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';

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

const quietly = () => undefined;
const ride = [the.requested(), the.matching(), the.assigned(), the.arrived(), the.started()];

function append(index: number, events: readonly TripEvent[] = ride) {
  const tripId = `trip-${index}` as TripId;
  const own = events.map(({ type, data }) => ({ type, data: { ...data, tripId } }) as TripEvent);
  return begin(stores.store, `trip-${tripId}`, own);
}

async function entry(name: string): Promise<ReadModel> {
  const found = await engine.readModels.find(name);
  if (!found) throw new Error(`${name} has no entry`);
  return found;
}

describe('a rebuild', () => {
  it('makes what the live build has at the same position, document by document', async () => {
    engine.feed.onApplicationBootstrap();
    for (let index = 0; index < 20; index++) await append(index);
    await engine.reaches(await append(20, [the.requested(), the.cancelled()]));
    await engine.feed.beforeApplicationShutdown();
    for (const projection of projections) {
      const live = await entry(projection.name);
      const before = await engine.documents(projection);
      const rebuilt = await engine.rebuild.run(projection, quietly);
      const after = await entry(projection.name);
      expect(after).toMatchObject({ previous: live.live, building: null, builds: 2 });
      expect(after.live).toEqual({ ...live.live, collection: rebuilt.collection });
      expect(await engine.documents(projection)).toEqual(before);
      expect(rebuilt).toMatchObject({ events: 102, documents: Object.keys(before).length });
    }
  });

  it('builds from zero what was never built, also of an empty log', async () => {
    expect(await engine.rebuild.run(marketHour, quietly)).toMatchObject({
      events: 0,
      documents: 0,
    });
    expect(await engine.rebuild.run(marketHour, quietly)).toMatchObject({
      events: 0,
      documents: 0,
    });
    await append(1);
    expect(await engine.rebuild.run(marketHour, quietly)).toMatchObject({
      events: 5,
      documents: 1,
    });
  });

  it('tells how far it is, in events', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(1));
    const told: Progress[] = [];
    await engine.rebuild.run(tripLive, (progress) => told.push(progress));
    expect(new Set(told.map(({ phase }) => phase))).toEqual(
      new Set(['folding', 'writing', 'catching up', 'switched']),
    );
    expect(told.at(-1)).toMatchObject({ readModel: tripLive.name, events: 5, of: 5 });
  });

  it('catches up with what is appended meanwhile', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(1));
    let extra: Promise<unknown> | undefined;
    await engine.rebuild.run(tripLive, ({ phase }) => {
      if (phase === 'writing') extra ??= append(2);
    });
    await extra;
    await engine.reaches(await append(3));
    const events = eventsIn(await everyEntry(stores.store.readAll()));
    expect(await engine.documents(tripLive)).toEqual(built(tripLive, events));
    expect((await entry(tripLive.name)).live.events).toBe(15);
  });

  it('keeps the build before for a rollback and drops the one before that', async () => {
    await append(1);
    for (let count = 0; count < 3; count++) await engine.rebuild.run(tripLive, quietly);
    const names = (await stores.db.listCollections().toArray()).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith(tripLive.name)).sort()).toEqual([
      ...['rider_trip_live_v1_b3', 'rider_trip_live_v1_b4'],
    ]);
  });

  it('is refused while another one runs', async () => {
    await append(1);
    let second: Promise<unknown> | undefined;
    await engine.rebuild.run(tripLive, ({ phase }) => {
      if (phase === 'folding') {
        second ??= expect(engine.rebuild.run(tripLive, quietly)).rejects.toThrow(RebuildInProgress);
      }
    });
    await second;
  });

  it('clears away one that died', async () => {
    await append(1);
    await engine.readModels.opened(tripLive);
    const dead = 'rider_trip_live_v1_b2';
    await stores.db.collection(dead).insertOne({ half: 'built' });
    const building = { collection: dead, seenAt: new Date(Date.now() - 60_000) };
    await stores.db
      .collection<ReadModel>(READ_MODELS)
      .updateOne({ _id: tripLive.name }, { $set: { building, builds: 2 } });
    const { collection } = await engine.rebuild.run(tripLive, quietly);
    expect(collection).toBe('rider_trip_live_v1_b3');
    expect(await documentsIn(stores.db, dead)).toEqual({});
  });

  it('switches nothing when it was taken for dead', async () => {
    await append(1);
    const { live } = await engine.readModels.opened(tripLive);
    const overtaken = engine.rebuild.run(tripLive, ({ phase }) => {
      if (phase === 'writing') {
        void engine.readModels.entries.updateOne(
          { _id: tripLive.name },
          { $set: { building: { collection: 'another', seenAt: new Date() } } },
        );
      }
    });
    await expect(overtaken).rejects.toThrow(RebuildOvertaken);
    expect((await entry(tripLive.name)).live).toEqual(live);
  });

  it('never switches to a build that has less than the live one', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(1));
    const before = await entry(tripLive.name);
    const less = { ...before.live, collection: 'less', position: '0'.padStart(39, '0') };
    expect(await engine.claims.switchTo(tripLive, before, less)).toBe(false);
  });

  it('holds few documents in memory, however many there are', async () => {
    for (let index = 0; index < 30; index++) await append(index);
    const entries = await everyEntry(stores.store.readAll());
    const events = eventsIn(entries);
    const expected = built(tripLive, events);
    const fold = new BulkFold(stores.db, tripLive, 'spilled', 4);
    // Every trip's events far apart, so that documents have to come back from the collection.
    const apart = [0, 1, 2, 3, 4].flatMap((step) => events.filter((_, at) => at % 5 === step));
    const inLogOrder = apart.map((event, at) => ({
      ...event,
      position: { commit: BigInt(at + 1), prepare: BigInt(at + 1) },
    }));
    for (let at = 0; at < inLogOrder.length; at += 3) await fold.add(inLogOrder.slice(at, at + 3));
    await fold.flush();
    expect(await documentsIn(stores.db, 'spilled')).toEqual(expected);
  });

  it('stops at an event that today’s code cannot read, and switches nothing', async () => {
    await append(1);
    await stores.store.append('trip-x', 'no stream', [fresh({ type: 'Unknown', data: {} })]);
    await expect(engine.rebuild.run(tripLive, quietly)).rejects.toThrow('cannot be read');
    expect((await entry(tripLive.name)).live.collection).toBe('rider_trip_live_v1_b1');
  });
});
