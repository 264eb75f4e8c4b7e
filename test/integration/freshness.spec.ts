import { Logger } from '@nestjs/common';
import { appender, ofTrip } from '#test/appended';
import { engineOn } from '#test/engine';
import { openTrips, type OpenTrip } from '#test/forgetful';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { Freshness } from '../../src/read/engine/freshness';
import { ReadModels, type ReadModel } from '../../src/read/engine/read-models';
import { formatPosition, type LogPosition } from '../../src/shared/kernel/log-position';

const HOUR = 3_600_000;
const tooMany = expect.objectContaining({ status: 503, code: 'OVERLOADED' }) as unknown;
let stores: Stores;
let engine: ReturnType<typeof engineOn>;
let append: ReturnType<typeof appender>;

beforeEach(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  engine = engineOn(stores.store, stores.db, [openTrips]);
  append = appender(stores.store);
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
});

const waiting = (longestWaitMs: number, most?: number, readModels = engine.readModels) =>
  new Freshness(stores.db, stores.store, readModels, longestWaitMs, most);
const text = ({ position }: { position: LogPosition }) => formatPosition(position);
const entry = (change: object) =>
  engine.readModels.entries.updateOne({ _id: openTrips.name }, { $set: change });

/** Looks are counted, and each goes on only when the spec lets it. */
class CountedReadModels extends ReadModels {
  looks = 0;
  override find(name: string): Promise<ReadModel | null> {
    this.looks += 1;
    return super.find(name);
  }
}

describe('a query that wants to be fresh', () => {
  it('waits until its position is reflected, and says how fresh the answer is', async () => {
    await engine.readModels.opened(openTrips);
    const last = await append(...ofTrip('a', [the.requested(), the.matching()]));
    const opening = waiting(HOUR).open(openTrips, text(last));
    engine.feed.onApplicationBootstrap();
    const { documents, asOf } = await opening;
    expect(await documents.findOne({ _id: 'a' })).toMatchObject({ events: 2 });
    expect(asOf.position).toBe(text(last));
  });

  it('does not wait without a position, nor for one that is reflected', async () => {
    engine.feed.onApplicationBootstrap();
    const last = await append(...ofTrip('a', [the.requested()]));
    await engine.reaches(last);
    for (const position of [undefined, text(last)]) {
      const models = new CountedReadModels(stores.db);
      await waiting(0, 0, models).open(openTrips, position);
      expect(models.looks).toBe(1);
    }
  });

  it('is told how far behind the read model is when it takes too long', async () => {
    await engine.readModels.opened(openTrips);
    const last = await append(...ofTrip('a', [the.requested(), the.matching(), the.assigned()]));
    await expect(waiting(0).open(openTrips, text(last))).rejects.toMatchObject({
      problem: {
        ...{ status: 202, code: 'PROJECTION_BEHIND', retryAfterS: 30 },
        more: {
          ...{ readModel: openTrips.name, minPosition: text(last) },
          asOf: { position: null, time: null },
          lag: { events: 3, more: false, seconds: expect.any(Number) as number },
        },
      },
    });
  });

  it('counts a thousand events of the lag and no more, and says so', async () => {
    await engine.readModels.opened(openTrips);
    const many = Array.from({ length: 1001 }, () => the.matching());
    const last = await append(...ofTrip('a', [the.requested()]), ...ofTrip('a', many));
    await expect(waiting(0).open(openTrips, text(last))).rejects.toMatchObject({
      problem: { more: { lag: { events: 1000, more: true } } },
    });
  });

  it('is told that the read model is being rebuilt, when it stands until then', async () => {
    await engine.readModels.opened(openTrips);
    const last = await append(...ofTrip('a', [the.requested()]));
    const rebuilding = { status: 202, code: 'PROJECTION_REBUILDING', retryAfterS: 10 };
    await entry({ building: { collection: 'next', events: 7 } });
    await expect(waiting(0).open(openTrips, text(last))).rejects.toMatchObject({
      problem: { ...rebuilding, more: { rebuilt: { events: 7 }, lag: { events: 1 } } },
    });
    await entry({ building: null, 'live.fingerprint': 'of-other-code' });
    await expect(waiting(0).open(openTrips, text(last))).rejects.toMatchObject({
      problem: { ...rebuilding, more: { rebuilt: null } },
    });
  });

  it('is told at once why the read model has stopped, and is answered where that does not matter', async () => {
    engine.feed.onApplicationBootstrap();
    const first = await append(...ofTrip('a', [the.requested()]));
    await engine.reaches(first);
    await engine.feed.beforeApplicationShutdown();
    const last = await append(...ofTrip('a', [the.matching()]));
    const since = new Date('2014-04-01T04:11:00.000Z');
    await entry({ stopped: { code: 'TooManyDeadLetters', reason: 'broken', since } });
    await expect(waiting(HOUR).open(openTrips, text(last))).rejects.toMatchObject({
      problem: {
        ...{ status: 503, code: 'PROJECTION_STOPPED', retryAfterS: 30 },
        more: {
          stopped: { code: 'TooManyDeadLetters', reason: 'broken', since: since.toISOString() },
        },
      },
    });
    expect((await waiting(HOUR).open(openTrips, text(first))).asOf.position).toBe(text(first));
  });

  it('is woken when the read model stops, moves or is switched while it waits', async () => {
    await engine.readModels.opened(openTrips);
    const last = await append(...ofTrip('a', [the.requested()]));
    const models = new CountedReadModels(stores.db);
    const freshness = waiting(HOUR, 10, models);
    const stopped = expect(freshness.open(openTrips, text(last))).rejects.toMatchObject({
      problem: { code: 'PROJECTION_STOPPED' },
    });
    await until(
      () => models.looks,
      (looks) => looks > 2,
    );
    await entry({ stopped: { code: 'X', reason: 'y', since: new Date() } });
    await stopped;
    await entry({ stopped: null });
    const switched = freshness.open(openTrips, text(last));
    await until(
      () => models.looks,
      (looks) => looks > 5,
    );
    await stores.db.collection('another').insertOne({ _id: 'z' as never, riderId: 'zoe' });
    await entry({ 'live.collection': 'another', 'live.position': text(last) });
    expect(await (await switched).documents.findOne({})).toMatchObject({ riderId: 'zoe' });
  });

  it('is sent away when too many wait here, while the others go on waiting', async () => {
    await engine.readModels.opened(openTrips);
    const last = await append(...ofTrip('a', [the.requested()]));
    const freshness = waiting(HOUR, 20);
    const sentAway: unknown[] = [];
    const opening = Array.from({ length: 50 }, () =>
      freshness.open(openTrips, text(last)).catch((error: unknown) => {
        sentAway.push(error);
      }),
    );
    await until(
      () => sentAway.length,
      (length) => length === 30,
    );
    expect(sentAway).toEqual(
      sentAway.map(() => expect.objectContaining({ problem: tooMany }) as unknown),
    );
    engine.feed.onApplicationBootstrap();
    const opened = (await Promise.all(opening)).filter((each) => each !== undefined);
    expect(opened).toHaveLength(20);
    expect(sentAway).toHaveLength(30);
  });
});

describe('a document that is gone', () => {
  const names = (found: readonly OpenTrip[]) => found.map(({ tripId }) => tripId);

  it('is seen by no query, stays gone when its past is replayed, and comes again', async () => {
    engine.feed.onApplicationBootstrap();
    const life = ofTrip('a', [the.requested(), the.matching(), the.cancelled()]);
    await engine.reaches(await append(...ofTrip('b', [the.requested()]), ...life));
    const { documents, asOf } = await waiting(HOUR).open(openTrips, undefined);
    expect(names(await documents.find({}).toArray())).toEqual(['b']);
    expect(names(await documents.find({ riderId: the.adaId }).limit(1).toArray())).toEqual(['b']);
    expect(await documents.findOne({ _id: 'a' })).toBeNull();

    // The whole log once more, as after a crash between documents and checkpoint.
    await engine.feed.beforeApplicationShutdown();
    await entry({ 'live.position': null, 'live.eventId': null });
    const again = engineOn(stores.store, stores.db, [openTrips]);
    again.feed.onApplicationBootstrap();
    await until(
      async () => (await again.readModels.find(openTrips.name))?.live.position,
      (position) => position === asOf.position,
    );
    expect(names(await documents.find({}).toArray())).toEqual(['b']);

    await again.reaches(await append(...ofTrip('a', [the.corrected({ to: 'Requested' })])));
    expect(names(await documents.find({}).sort({ _id: 1 }).toArray())).toEqual(['a', 'b']);
    expect(await documents.findOne({ _id: 'a' })).toMatchObject({ events: 1 });
    await again.feed.beforeApplicationShutdown();
  });

  it('costs no query its index', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(...ofTrip('a', [the.requested(), the.cancelled()])));
    const { documents } = await waiting(HOUR).open(openTrips, undefined);
    const plan = await documents.find({ riderId: the.adaId }).explain();
    expect(JSON.stringify(plan)).toContain('"indexName":"riderId_1"');
    expect(JSON.stringify(plan)).not.toContain('COLLSCAN');
  });
});
