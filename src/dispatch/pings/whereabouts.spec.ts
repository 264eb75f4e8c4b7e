import fc from 'fast-check';
import { metresBetween } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import type { Sighting } from '../supply/sightings';
import type { Point } from './judge';
import { Whereabouts } from './whereabouts';

const SEED = 11;
const NOW = Date.parse('2014-04-01T12:00:00.000Z');
const ann = 'ann' as DriverId;
const METRE = 1 / 111_195;

/** So many seconds from now, so many metres north. */
const point = (secondsAgo: number, northM = 0, accuracyM = 8): Point => ({
  at: new Date(NOW - secondsAgo * 1000).toISOString(),
  ...{ lat: 40.7 + northM * METRE, lon: -74, accuracyM },
});

const anyPoint = fc
  .record({
    secondsAgo: fc.oneof(fc.integer({ min: -30, max: 120 }), fc.integer({ min: 3500, max: 3700 })),
    northM: fc.integer({ min: 0, max: 200 }),
    accuracyM: fc.constantFrom(3, 50, 50.1, 400),
  })
  .map(({ secondsAgo, northM, accuracyM }) => point(secondsAgo, northM, accuracyM));

function watched(now = () => NOW, most?: number) {
  const whereabouts = new Whereabouts(now, most);
  const seen: Sighting[] = [];
  whereabouts.follow((sighting) => seen.push(sighting));
  return { whereabouts, seen };
}

/** The rules, one after the other, over all that was ever sent. */
function believed(points: readonly Point[]): Point[] {
  const kept: Point[] = [];
  for (const each of points) {
    const age = NOW - Date.parse(each.at);
    const last = kept.at(-1);
    if (each.accuracyM > 50 || age < -10_000 || age > 3_600_000) continue;
    if (!last || each.at > last.at) kept.push(each);
  }
  return kept;
}

describe(`which pings are believed (seed ${SEED})`, () => {
  it('is the same however they are cut into batches', () =>
    fc.assert(
      fc.property(fc.array(fc.array(anyPoint, { maxLength: 12 }), { maxLength: 8 }), (batches) => {
        const { whereabouts, seen } = watched();
        const taken = batches.map((batch) => whereabouts.take(ann, batch));
        const kept = believed(batches.flat());
        const fresh = kept.filter(({ at }) => NOW - Date.parse(at) < 60_000);
        expect(seen).toEqual(
          fresh.map(({ at, lat, lon }) => ({ driverId: ann, at: { lat, lon }, seenAt: at })),
        );
        expect(taken.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(kept.length);
        taken.forEach(({ accepted, dropped }, index) => {
          const turnedDown = [...dropped.values()].reduce((sum, count) => sum + count, 0);
          expect(accepted + turnedDown).toBe(batches[index]?.length);
        });
        trailIsOf(
          taken.flatMap(({ trail }) => trail),
          kept,
        );
      }),
      { seed: SEED, numRuns: 500 },
    ));

  it('never remembers more drivers than it may, the last heard of longest', () =>
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (drivers) => {
        const most = 5;
        let nowMs = NOW;
        const { whereabouts } = watched(() => nowMs, most);
        for (const driver of drivers) {
          nowMs += 1000;
          const at = new Date(nowMs).toISOString();
          whereabouts.take(String(driver) as DriverId, [{ ...point(0), at }]);
        }
        const known: string[] = [];
        whereabouts.follow(({ driverId }) => known.push(driverId));
        const lastHeard = [...new Set(drivers.toReversed().map(String))].slice(0, most);
        expect(known).toEqual(lastHeard.toReversed());
        expect(whereabouts.size).toBe(lastHeard.length);
      }),
      { seed: SEED },
    ));
});

/** No two places of a trail are near each other, and nothing was left out but what is near its last. */
function trailIsOf(trail: readonly Point[], kept: readonly Point[]): void {
  let last: Point | undefined;
  let next = 0;
  for (const each of kept) {
    if (trail[next] === each) {
      if (last) expect(metresBetween(last, each)).toBeGreaterThanOrEqual(25);
      last = each;
      next += 1;
    } else if (last) expect(metresBetween(last, each)).toBeLessThan(25);
    else throw new Error('A trail begins where the driver was first');
  }
  expect(next).toBe(trail.length);
}

describe('where drivers are', () => {
  it('says why a point was not believed', () => {
    const { whereabouts } = watched();
    const { accepted, dropped } = whereabouts.take(ann, [
      ...[point(10), point(10), point(8, 0, 51), point(-11), point(3601), point(4)],
    ]);
    expect(accepted).toBe(2);
    expect([...dropped]).toEqual([
      ...[
        ['NOT_NEWER', 1],
        ['INACCURATE', 1],
      ],
      ...[
        ['FROM_THE_FUTURE', 1],
        ['TOO_OLD', 1],
      ],
    ]);
  });

  it('takes a standing car as a sign of life and not as a trail', () => {
    const { whereabouts, seen } = watched();
    const { trail } = whereabouts.take(ann, [point(12), point(8, 24), point(4, 26)]);
    expect(trail).toEqual([point(12), point(4, 26)]);
    expect(seen.map(({ seenAt }) => seenAt)).toEqual([12, 8, 4].map((ago) => point(ago).at));
  });

  it('keeps what came late for the trail, and does not take it for where the driver is', () => {
    const { whereabouts, seen } = watched();
    expect(whereabouts.take(ann, [point(600), point(300, 500)]).trail).toHaveLength(2);
    expect(seen).toEqual([]);
  });

  it('tells a follower first where everybody is, but not who was long silent', () => {
    let nowMs = NOW;
    const { whereabouts } = watched(() => nowMs);
    whereabouts.take(ann, [point(50)]);
    whereabouts.take('bob' as DriverId, [point(5)]);
    nowMs += 11_000;
    const seen: string[] = [];
    const end = whereabouts.follow(({ driverId }) => seen.push(driverId));
    end();
    whereabouts.take(ann, [point(0)]);
    expect(seen).toEqual(['bob']);
  });

  it('believes the newer of what it took and what another process took', () => {
    const { whereabouts, seen } = watched();
    const heard = { driverId: ann, at: { lat: 40.8, lon: -74 }, seenAt: point(5).at };
    whereabouts.hear(heard);
    whereabouts.hear(heard);
    expect([...whereabouts.take(ann, [point(6), point(2)]).dropped.keys()]).toEqual(['NOT_NEWER']);
    whereabouts.hear({ ...heard, seenAt: point(4).at });
    expect(seen.map(({ seenAt }) => seenAt)).toEqual([point(5).at, point(2).at]);
  });
});
