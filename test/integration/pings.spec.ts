import { createRequire } from 'node:module';
import { startMongoDB } from 'embedded-mongodb';
import { MongoClient, type Db } from 'mongodb';
import { useStores } from '#test/stores';
import type { Point } from '../../src/dispatch/pings/judge';
import { LiveSightings } from '../../src/dispatch/pings/live-sightings';
import { OtherDoors } from '../../src/dispatch/pings/other-doors';
import { positionsIn, trailsIn } from '../../src/dispatch/pings/positions';
import { Recorder } from '../../src/dispatch/pings/recorder';
import { Whereabouts } from '../../src/dispatch/pings/whereabouts';
import type { Sighting } from '../../src/dispatch/supply/sightings';
import type { DriverId } from '../../src/shared/kernel/ids';

const stores = useStores();
const migration = createRequire(__filename)('../../migrations/20261121210000-pings.js') as {
  up: (db: Db) => Promise<void>;
};
beforeAll(() => migration.up(stores().db));
beforeEach(async () => {
  await positionsIn(stores().db).deleteMany({});
  await trailsIn(stores().db).deleteMany({});
});

const began = Date.now();
/** So many seconds ago, so many tenths of a degree north. */
const point = (secondsAgo: number, north = 0): Point => ({
  at: new Date(began - secondsAgo * 1000).toISOString(),
  ...{ lat: 40.7 + north / 10, lon: -74, accuracyM: 8 },
});
const [ann, bob] = ['ann', 'bob'] as DriverId[] as [DriverId, DriverId];

/** A process that takes pings. */
function door() {
  const whereabouts = new Whereabouts();
  const recorder = new Recorder(stores().db, { door: whereabouts.door });
  const take = (driverId: DriverId, ...points: Point[]) =>
    recorder.note(driverId, whereabouts.take(driverId, points));
  return { whereabouts, recorder, take };
}

/** A process that follows, and what it was told. */
function follower(whereabouts = new Whereabouts()) {
  const sightings = new LiveSightings(whereabouts, new OtherDoors(stores().db, whereabouts.door));
  const stopping = new AbortController();
  const seen: Sighting[] = [];
  let [awaited, reached] = [Infinity, (): void => undefined];
  const ended = sightings.follow((sighting) => {
    seen.push(sighting);
    if (seen.length >= awaited) reached();
  }, stopping.signal);
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      [awaited, reached] = [count, resolve];
      if (seen.length >= count) resolve();
    });
  const end = async () => {
    stopping.abort();
    await ended;
    await sightings.stop();
  };
  return { seen, until, end };
}

const told = (seen: readonly Sighting[]) => seen.map(({ driverId, seenAt }) => [driverId, seenAt]);

describe('where drivers are, in the database', () => {
  it('is each driver’s newest place, whoever writes it when', async () => {
    const [here, there] = [door(), door()];
    here.take(ann, point(9, 1), point(5, 2));
    there.take(ann, point(7, 3));
    await here.recorder.flush();
    await there.recorder.flush();
    const [kept, ...others] = await positionsIn(stores().db).find().toArray();
    const { lat, at } = point(5, 2);
    expect(kept).toMatchObject({ _id: 'ann', lat, seenAt: new Date(at) });
    expect(kept?.receivedAt).toBeInstanceOf(Date);
    expect(others).toEqual([]);
    expect([here.recorder.lost, there.recorder.lost]).toEqual([0, 0]);
  });

  it('is the trail too: only where they moved, each place once, with its end', async () => {
    const { recorder, take } = door();
    take(ann, point(9), point(6), { ...point(3, 1), heading: 270, speedMps: 7.5 });
    await recorder.flush();
    recorder.note(ann, { last: undefined, trail: [point(9)] });
    await recorder.flush();
    const trail = await trailsIn(stores().db)
      .find({}, { sort: { at: 1 } })
      .toArray();
    expect(trail.map(({ at }) => at.toISOString())).toEqual([point(9).at, point(3).at]);
    expect(trail[1]).toMatchObject({ driverId: 'ann', heading: 270, speedMps: 7.5 });
    const keptMs = Number(trail[0]?.expiresAt) - Number(trail[0]?.at);
    expect(keptMs).toBe(30 * 86_400_000);
    expect(recorder.lost).toBe(0);
  });

  it('is written to its end when the process stops', async () => {
    const { recorder, take } = door();
    recorder.start();
    take(ann, point(2));
    await recorder.stop();
    expect(await positionsIn(stores().db).countDocuments()).toBe(1);
    expect(recorder.waiting).toBe(0);
  });

  it('ends by itself', async () => {
    const indexes = await trailsIn(stores().db).indexes();
    expect(indexes).toContainEqual(
      expect.objectContaining({ key: { expiresAt: 1 }, expireAfterSeconds: 0 }),
    );
  });
});

describe('a database that is away', () => {
  it('gets afterwards what was new, as much as may wait, and nobody waited for it', async () => {
    const first = await startMongoDB({ port: 0 });
    const { url } = first;
    const patience = { serverSelectionTimeoutMS: 50, heartbeatFrequencyMS: 500 };
    const client = await new MongoClient(url, patience).connect();
    await first.close();
    const bounds = { mostDrivers: 2, mostTrail: 3 };
    const recorder = new Recorder(client.db(), { door: 'door', ...bounds });
    for (const name of ['cleo', 'ann', 'bob', 'ann'] as DriverId[]) {
      const place = point(name === 'ann' ? 1 : 2);
      recorder.note(name, { last: place, trail: [place] });
      await recorder.flush();
    }
    expect([recorder.waiting, recorder.lost]).toEqual([2 + 3, 2]);
    const again = await startMongoDB({ port: Number(new URL(url).port) });
    while (recorder.waiting > 0) await recorder.flush();
    const places = await positionsIn(client.db())
      .find({}, { sort: { _id: 1 } })
      .toArray();
    expect(places.map(({ _id }) => _id)).toEqual(['ann', 'bob']);
    expect(await trailsIn(client.db()).countDocuments()).toBe(2);
    await client.close();
    await again.close();
  });
});

describe('whoever follows in another process', () => {
  it('begins with where everybody is, and hears what is new', async () => {
    const { recorder, take } = door();
    take(ann, point(8));
    take(bob, point(70));
    await recorder.flush();
    const { seen, until, end } = follower();
    await until(1);
    expect(told(seen)).toEqual([['ann', point(8).at]]);
    take(ann, point(4, 1));
    take(bob, point(3));
    await recorder.flush();
    await until(3);
    expect(told(seen).slice(1).toSorted()).toEqual([
      ['ann', point(4).at],
      ['bob', point(3).at],
    ]);
    await end();
  });

  it('hears each place once, and its own at once', async () => {
    const { whereabouts, recorder, take } = door();
    const other = door();
    const { seen, until, end } = follower(whereabouts);
    take(ann, point(8));
    expect(told(seen)).toEqual([['ann', point(8).at]]);
    await recorder.flush();
    other.take(bob, point(5));
    await other.recorder.flush();
    await until(2);
    other.take(bob, point(2));
    await other.recorder.flush();
    await until(3);
    expect(told(seen).slice(1)).toEqual([
      ['bob', point(5).at],
      ['bob', point(2).at],
    ]);
    await end();
  });

  it('is told of its own mistake, and of nothing more', async () => {
    const whereabouts = new Whereabouts();
    const sightings = new LiveSightings(whereabouts, new OtherDoors(stores().db, whereabouts.door));
    let calls = 0;
    const followed = sightings.follow(() => {
      calls += 1;
      throw new Error('a follower’s mistake');
    }, new AbortController().signal);
    whereabouts.take(ann, [point(3), point(2)]);
    await expect(followed).rejects.toThrow('a follower’s mistake');
    whereabouts.take(ann, [point(1)]);
    expect(calls).toBe(1);
    await sightings.stop();
  });
});
