import { Logger } from '@nestjs/common';
import { documentsIn, engineOn } from '#test/engine';
import { begin, eventsIn, everyEntry, fresh } from '#test/log';
import { built } from '#test/projection-spec';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import type { Projection } from '../../src/read/engine/projection';
import { collectionName, type ReadModel } from '../../src/read/engine/read-models';
import type { Reached } from '../../src/read/engine/rebuild/progress';
import type { RebuildOptions } from '../../src/read/engine/rebuild/rebuild';
import {
  NothingToDo,
  RebuildAborted,
  RebuildInProgress,
  RebuildOvertaken,
  RebuildPaused,
} from '../../src/read/engine/rebuild/rebuild.errors';
import { marketHour } from '../../src/read/market-hour/market-hour';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import { tripTimeline } from '../../src/read/trip-timeline/trip-timeline';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import type { EventStore } from '../../src/shared/event-store/event-store';

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

const tripsBuild = (build: number) => collectionName(tripLive, build);
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

async function rebuild(
  projection: Projection<object>,
  options: RebuildOptions = {},
  report: (reached: Reached) => void = quietly,
) {
  const [rebuilt] = await engine.rebuild.run([projection], options, report);
  if (!rebuilt) throw new Error('One comes back for one');
  return rebuilt;
}

async function follow(last: Awaited<ReturnType<typeof append>>) {
  engine.feed.onApplicationBootstrap();
  await engine.reaches(last);
}

async function expectLevel(projection: Projection<object>) {
  const events = eventsIn(await everyEntry(stores.store.readAll()));
  expect(await engine.documents(projection)).toEqual(built(projection, events));
}

const buildsOf = async ({ name }: Projection<object>) => {
  const names = (await stores.db.listCollections().toArray()).map((each) => each.name);
  return names.filter((each) => each.startsWith(name)).sort();
};

/** Stops the rebuild after its first reading, as an operator or the end of the process would. */
const pausedAtOnce = (): RebuildOptions => ({ signal: AbortSignal.abort() });

describe('a rebuild', () => {
  it('makes what the live build has at the same position, document by document, all in one pass', async () => {
    for (let index = 0; index < 20; index++) await append(index);
    await follow(await append(20, [the.requested(), the.cancelled()]));
    await engine.feed.beforeApplicationShutdown();
    const before = new Map<Projection<object>, readonly [ReadModel, object]>();
    for (const each of projections) {
      before.set(each, [await entry(each.name), await engine.documents(each)]);
    }
    const rebuilt = await engine.rebuild.run(projections, {}, quietly);
    for (const [index, projection] of projections.entries()) {
      const [model, documents] = before.get(projection) ?? [];
      const after = await entry(projection.name);
      const { collection } = after.live;
      expect(after).toMatchObject({ previous: model?.live, building: null, builds: 2 });
      expect(after.live).toEqual({ ...model?.live, collection });
      expect(await engine.documents(projection)).toEqual(documents);
      expect(rebuilt[index]).toMatchObject({ events: 102, collection, switched: true });
      expect(rebuilt[index]?.parity).toMatchObject({ differing: 0, refused: 0, differences: [] });
    }
  });

  it('builds from zero what was never built, also of an empty log', async () => {
    expect(await rebuild(marketHour)).toMatchObject({ events: 0, documents: 0 });
    expect(await rebuild(marketHour)).toMatchObject({ events: 0, documents: 0 });
    await append(1);
    expect(await rebuild(marketHour)).toMatchObject({ events: 5, documents: 1 });
  });

  it('tells how far it is, in events', async () => {
    await follow(await append(1));
    const told: Reached[] = [];
    await rebuild(tripLive, {}, (reached) => told.push(reached));
    expect([...new Set(told.map(({ phase }) => phase))]).toEqual([
      ...['folding', 'writing', 'comparing', 'indexing', 'catching up', 'switched'],
    ]);
    expect(told.at(-1)).toMatchObject({ readModel: tripLive.name, events: 5, of: 5, left: 0 });
    expect(told.at(-1)?.eventTime).toBe('2014-04-01T04:11:00.000Z');
  });

  it.each(['writing', 'comparing', 'indexing', 'catching up'] as const)(
    'catches up with what is appended while it is %s',
    async (when) => {
      await follow(await append(1));
      await append(2, ride.slice(0, 2));
      let extra: Promise<unknown> | undefined;
      await rebuild(tripLive, {}, ({ phase }) => {
        const tripId = 'trip-2' as TripId;
        const { type, data } = the.assigned();
        const more = { type, data: { ...data, tripId } };
        if (phase === when) extra ??= stores.store.append('trip-trip-2', 1n, [fresh(more)]);
      });
      await extra;
      await engine.reaches(await append(3));
      await expectLevel(tripLive);
      expect((await entry(tripLive.name)).live.events).toBe(13);
    },
  );

  it('forgets nothing that came between the comparison and the end of the log', async () => {
    await follow(await append(1, ride.slice(0, 2)));
    const steps = [the.assigned(), the.arrived(), the.started(), the.completed()];
    const appended: Promise<unknown>[] = [];
    await rebuild(tripLive, {}, ({ phase }) => {
      if (phase !== 'comparing' && phase !== 'folding' && phase !== 'writing') return;
      const next = steps.shift();
      if (!next) return;
      const event = fresh({ type: next.type, data: { ...next.data, tripId: 'trip-1' } });
      const last = appended.at(-1) ?? Promise.resolve();
      const revision = BigInt(5 - steps.length - 1);
      appended.push(last.then(() => stores.store.append('trip-trip-1', revision, [event])));
    });
    await Promise.all(appended);
    await engine.reaches(await append(3));
    await expectLevel(tripLive);
  });

  it('keeps the build before for a rollback, and the one before that until the next begins', async () => {
    await append(1);
    for (let count = 0; count < 3; count++) await rebuild(tripLive);
    const builds = [2, 3, 4].map((build) => tripsBuild(build));
    expect(await buildsOf(tripLive)).toEqual(builds);
    await engine.operations.dropOld(tripLive);
    expect(await buildsOf(tripLive)).toEqual(builds.slice(2));
  });

  it('is refused while another one runs, and lets go of what it had got hold of', async () => {
    await append(1);
    let second: Promise<unknown> | undefined;
    await rebuild(tripLive, {}, ({ phase }) => {
      if (phase !== 'folding' || second) return;
      const both = engine.rebuild.run([marketHour, tripLive], {}, quietly);
      second = expect(both).rejects.toThrow(RebuildInProgress);
    });
    await second;
    expect(await rebuild(marketHour)).toMatchObject({ switched: true });
  });

  it('clears away one that died, and whatever nobody knows any more', async () => {
    await append(1);
    await expect(rebuild(tripLive, pausedAtOnce())).rejects.toThrow(RebuildPaused);
    await stores.db.collection(`${tripsBuild(1)}x`).insertOne({ not: 'a build' });
    await stores.db.createCollection('rider_trip_live_v0_b0');
    expect(await buildsOf(tripLive)).toContain(tripsBuild(2));
    expect((await rebuild(tripLive)).collection).toBe(tripsBuild(3));
    expect(await buildsOf(tripLive)).toEqual([
      ...[tripsBuild(1), `${tripsBuild(1)}x`, tripsBuild(3)],
    ]);
  });

  it('switches nothing when its build was given up by somebody else', async () => {
    await append(1);
    const { live } = await engine.readModels.opened(tripLive);
    const overtaken = rebuild(tripLive, {}, ({ phase }) => {
      if (phase !== 'writing') return;
      void engine.readModels.entries.updateOne(
        { _id: tripLive.name },
        { $set: { building: null } },
      );
    });
    await expect(overtaken).rejects.toThrow(RebuildOvertaken);
    expect((await entry(tripLive.name)).live).toEqual(live);
  });

  it('can write nothing more once another goes on with its build', async () => {
    await append(1);
    const { live } = await engine.readModels.opened(tripLive);
    const lost = rebuild(tripLive, {}, ({ phase }) => {
      if (phase !== 'comparing') return;
      const taken = { $inc: { 'building.token': 1 } };
      void engine.readModels.entries.updateOne({ _id: tripLive.name }, taken);
    });
    await expect(lost).rejects.toThrow(RebuildOvertaken);
    expect((await entry(tripLive.name)).live).toEqual(live);
    await expectLevelAfter(() => rebuild(tripLive, { resume: true }));
  });

  async function expectLevelAfter(work: () => Promise<unknown>) {
    await stores.db.collection('leases').updateMany({}, { $set: { until: new Date(0) } });
    await work();
    await expectLevel(tripLive);
  }

  it('parks what it cannot fold, as the live build does', async () => {
    await follow(await append(1));
    await stores.store.append('trip-x', 'no stream', [fresh({ type: 'Unknown', data: {} })]);
    await engine.reaches(await append(2));
    expect(await rebuild(tripLive)).toMatchObject({ parked: 1, switched: true });
    const { collection } = (await entry(tripLive.name)).live;
    const letters = await engine.deadLetters.letters.find({ collection }).toArray();
    expect(letters.map(({ fault, type }) => [fault, type])).toEqual([['unreadable', 'Unknown']]);
  });

  it('is the way back after the event store was restored to before the checkpoint', async () => {
    await append(1);
    await rebuild(tripLive);
    const beyond = '9'.repeat(19);
    await engine.readModels.entries.updateOne(
      { _id: tripLive.name },
      {
        $set: { 'live.position': `${beyond}/${beyond}`, 'live.eventId': 'gone', 'live.events': 9 },
      },
    );
    expect(await rebuild(tripLive)).toMatchObject({ switched: true, parity: null, events: 5 });
    await expectLevel(tripLive);
  });
});

describe('an unfinished rebuild', () => {
  beforeEach(async () => {
    for (let index = 0; index < 3; index++) await append(index);
    await rebuild(tripLive);
  });

  it('pauses at a signal and goes on from its checkpoint', async () => {
    await expect(rebuild(tripLive, pausedAtOnce())).rejects.toThrow(RebuildPaused);
    const { building } = await entry(tripLive.name);
    expect(building).toMatchObject({ phase: 'folding' });
    expect(building?.events).toBeGreaterThan(0);
    await append(3);
    const told: Reached[] = [];
    const rebuilt = await rebuild(tripLive, { resume: true }, (reached) => told.push(reached));
    expect(rebuilt).toMatchObject({ events: 20, switched: true });
    expect(told[0]?.events).toBeGreaterThanOrEqual(building?.events ?? 0);
    await expectLevel(tripLive);
  });

  it('goes on with several in one pass, each from its own checkpoint', async () => {
    await expect(rebuild(tripLive, pausedAtOnce())).rejects.toThrow(RebuildPaused);
    await append(3);
    await expect(rebuild(tripTimeline, pausedAtOnce())).rejects.toThrow(RebuildPaused);
    await append(4);
    const both = await engine.rebuild.run([tripTimeline, tripLive], { resume: true }, quietly);
    expect(both.map(({ events }) => events)).toEqual([25, 25]);
    await expectLevel(tripLive);
    await expectLevel(tripTimeline);
  });

  it.each([
    ['pause', RebuildPaused, ['paused', 'begun']],
    ['abort', RebuildAborted, ['aborted', 'begun']],
  ] as const)('stops when an operator says %s', async (ask, error, deeds) => {
    const running = engineOn(waitingForAWord(), stores.db).rebuild.run([tripLive], {}, quietly);
    await until(
      () => entry(tripLive.name),
      ({ building }) => building !== null,
    );
    const asked = engine.operations[ask](tripLive);
    await expect(running).rejects.toThrow(error);
    const { collection } = await asked;
    expect(collection).toBe(tripsBuild(3));
    expect((await entry(tripLive.name)).building === null).toBe(ask === 'abort');
    const noted = await engine.history.of(tripLive.name, 2);
    expect(noted.map(({ what }) => what)).toEqual(deeds);
  });

  /** Reads no further than the first batch before an operator has said something. */
  function waitingForAWord(): EventStore {
    const { store } = stores;
    const waiting = Object.create(store) as typeof store;
    waiting.readAll = async function* (from, what) {
      for await (const batch of store.readAll(from, what)) {
        yield batch;
        if (what?.atMost !== undefined) continue;
        await until(
          () => entry(tripLive.name),
          ({ building }) => building?.asked !== null,
        );
      }
    };
    return waiting;
  }

  it('is gone after an abort, also when nobody works on it', async () => {
    await expect(engine.operations.pause(tripLive)).rejects.toThrow(NothingToDo);
    await expect(engine.operations.abort(tripLive)).rejects.toThrow(NothingToDo);
    await expect(rebuild(tripLive, pausedAtOnce())).rejects.toThrow(RebuildPaused);
    expect((await engine.operations.pause(tripLive)).asked).toBe('pause');
    const { collection } = await engine.operations.abort(tripLive);
    expect(await buildsOf(tripLive)).not.toContain(collection);
    await expect(rebuild(tripLive, { resume: true })).rejects.toThrow(NothingToDo);
  });

  it('is not gone on with by other code, nor on another log', async () => {
    await expect(rebuild(tripLive, pausedAtOnce())).rejects.toThrow(RebuildPaused);
    const changed = { ...tripLive, version: tripLive.version + 1 } as Projection<object>;
    await expect(rebuild(changed, { resume: true })).rejects.toThrow('Other code began');
    const elsewhere = { $set: { 'building.eventId': 'another' } };
    await engine.readModels.entries.updateOne({ _id: tripLive.name }, elsewhere);
    await expect(rebuild(tripLive, { resume: true })).rejects.toThrow('The log is not the one');
  });

  it('waits beside the live build when it is not to be switched to', async () => {
    const { live } = await entry(tripLive.name);
    expect(await rebuild(tripLive, { switch: false })).toMatchObject({ switched: false });
    expect(await entry(tripLive.name)).toMatchObject({ live, building: { phase: 'folded' } });
    expect(await rebuild(tripLive, { resume: true })).toMatchObject({ switched: true });
  });

  it('is compared also when it went on beyond a live build that nobody folds', async () => {
    await append(0 + 10);
    await rebuild(tripLive, { switch: false });
    const rebuilt = await rebuild(tripLive, { resume: true });
    expect(rebuilt).toMatchObject({ switched: true, events: 20 });
    expect(rebuilt.parity).toMatchObject({ differing: 0 });
  });
});

describe('going back', () => {
  it('answers from the build before, which first gets all that the live one has', async () => {
    await append(1);
    await rebuild(tripLive);
    await rebuild(tripLive);
    const before = await entry(tripLive.name);
    await append(2);
    await follow(await append(3));
    const position = (await entry(tripLive.name)).live.position ?? '';
    const { live, caughtUp } = await engine.rollback.run(tripLive);
    expect(caughtUp).toBe(true);
    expect(live.collection).toBe(before.previous?.collection);
    expect((live.position ?? '') >= position).toBe(true);
    await engine.reaches(await append(4));
    await expectLevel(tripLive);
    expect((await engine.rollback.run(tripLive)).live.collection).toBe(before.live.collection);
    await engine.reaches(await append(5));
    await expectLevel(tripLive);
  });

  it('is at once where other code built the one before', async () => {
    await append(1);
    await rebuild(tripLive);
    await append(2);
    const old = { $set: { 'previous.fingerprint': 'old code', 'previous.position': null } };
    await engine.readModels.entries.updateOne({ _id: tripLive.name }, old);
    const { live, caughtUp } = await engine.rollback.run(tripLive);
    expect(caughtUp).toBe(false);
    expect(live).toMatchObject({ fingerprint: 'old code', position: null });
  });

  it('is impossible once the old build was dropped', async () => {
    await append(1);
    await expect(engine.rollback.run(tripLive)).rejects.toThrow(NothingToDo);
    await rebuild(tripLive);
    const { collection } = await engine.operations.dropOld(tripLive);
    expect(await buildsOf(tripLive)).not.toContain(collection);
    await expect(engine.rollback.run(tripLive)).rejects.toThrow(NothingToDo);
    await expect(engine.operations.dropOld(tripLive)).rejects.toThrow(NothingToDo);
  });
});

it('leaves documents that readers can be given', async () => {
  await append(1);
  const { collection } = await rebuild(tripLive);
  expect(Object.keys(await documentsIn(stores.db, collection))).toEqual(['trip-1']);
});
