import fc from 'fast-check';
import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import { SupplyIndex } from './supply-index';

const SEED = 6;

interface Named {
  readonly driverId: string;
  readonly tier: string;
}

const point = fc.record({
  lat: fc.double({ min: 40.6, max: 40.8, noNaN: true }),
  lon: fc.double({ min: -74.1, max: -73.8, noNaN: true }),
});
const step = fc.record({
  driverId: fc.nat(60).map(String),
  tier: fc.constantFrom('uberx', 'black'),
  at: fc.option(point, { freq: 6 }),
});

/** Every driver looked at. */
function scanned(drivers: ReadonlyMap<string, readonly [Named, GeoPoint]>, from: GeoPoint) {
  return [...drivers.values()]
    .map(([driver, at]) => ({ driver, at, straightM: metresBetween(from, at) }))
    .toSorted(
      (a, b) => a.straightM - b.straightM || (a.driver.driverId < b.driver.driverId ? -1 : 1),
    );
}

describe(`the supply index (seed ${SEED})`, () => {
  it('finds the same drivers as a scan of all of them, wherever they went', () =>
    fc.assert(
      fc.property(
        ...([fc.array(step, { maxLength: 200 }), point] as const),
        ...([fc.integer({ min: 100, max: 9000 }), fc.integer({ min: 1, max: 25 })] as const),
        (steps, from, withinM, most) => {
          const index = new SupplyIndex<Named>();
          const all = new Map<string, readonly [Named, GeoPoint]>();
          for (const { at, ...driver } of steps) {
            if (at) index.place(driver, at);
            else index.remove(driver.driverId);
            if (at) all.set(driver.driverId, [driver, at]);
            else all.delete(driver.driverId);
          }
          const isBlack = ({ tier }: Named) => tier === 'black';
          const within = scanned(all, from).filter(({ straightM }) => straightM <= withinM);
          expect(index.size).toBe(all.size);
          expect(index.near(from, withinM, most)).toEqual(within.slice(0, most));
          expect(index.near(from, withinM, most, isBlack)).toEqual(
            within.filter(({ driver }) => isBlack(driver)).slice(0, most),
          );
          const counted = [...index.counts()].reduce((sum, [, drivers]) => sum + drivers, 0);
          expect(counted).toBe(all.size);
        },
      ),
      { seed: SEED, numRuns: 300 },
    ));

  it('forgets a bucket that everybody has left', () => {
    const index = new SupplyIndex<Named>();
    const ann = { driverId: 'ann', tier: 'uberx' };
    index.place(ann, { lat: 40.7, lon: -74 });
    index.place(ann, { lat: 40.8, lon: -73.9 });
    expect([...index.counts()]).toHaveLength(1);
    expect(index.find('ann')).toMatchObject({ at: { lat: 40.8, lon: -73.9 } });
    index.remove('ann');
    expect([...index.counts()]).toEqual([]);
  });
});
