import fc from 'fast-check';
import { at, driver, request, round } from '#test/matching.samples';
import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';
import type { DriverId } from '../../shared/kernel/ids';
import { match, type MatchDecision } from './match';
import type { Ask } from './round';
import { STRATEGY_NAMES } from './strategies';
import { WEIGHTS } from './weights';

const [ann, bob, cleo] = [driver('ann'), driver('bob'), driver('cleo')];
const queued = (one: typeof ann, place: number, etaS = 60) => at(one, etaS, etaS * 5, place);

function matched(asks: readonly Ask[], strategy: DispatchStrategy = 'batch-v1') {
  const { decisions } = match(round(...asks), strategy, WEIGHTS);
  return decisions.map(({ chosen }) => chosen?.driver.driverId ?? null);
}

describe.each(STRATEGY_NAMES)('%s where drivers wait in a queue', (strategy) => {
  it('asks the first of it, however near others are', () => {
    const candidates = [at(cleo, 1), queued(bob, 2, 10), queued(ann, 1, 900)];
    expect(matched([{ request: request('a'), candidates }], strategy)).toEqual(['ann']);
  });

  it('gives the first of it to whoever waited longest', () => {
    const candidates = [queued(ann, 1), queued(bob, 3)];
    const asks = [
      { request: request('new'), candidates },
      { request: request('old', { waitedS: 9 }), candidates },
    ];
    expect(matched(asks, strategy)).toEqual(['bob', 'ann']);
  });

  it('takes who is near when nobody waits any more, and leaves them to others otherwise', () => {
    const candidates = [queued(ann, 1), at(bob, 60)];
    const inside = (name: string, waitedS: number) => ({
      ...{ request: request(name, { waitedS }), candidates },
    });
    expect(matched([inside('a', 1), inside('b', 0)], strategy)).toEqual(['ann', 'bob']);
    const outside = { request: request('c', { waitedS: 99 }), candidates: [at(ann, 1)] };
    expect(matched([inside('a', 1), outside], strategy)).toEqual(['ann', null]);
  });

  it('passes over who must not be asked, or could not drive there', () => {
    const tired = driver('tired', { budgetLeftS: 10 });
    const candidates = [queued(ann, 1), queued(tired, 2), queued(bob, 3)];
    const excluded = new Set(['ann' as DriverId]);
    expect(matched([{ request: request('a', { excluded }), candidates }], strategy)).toEqual([
      'bob',
    ]);
  });
});

describe('a place in a queue', () => {
  it('is the cost and its only part; the others come behind at theirs', () => {
    const candidates = [at(cleo, 1), queued(bob, 12), queued(ann, 7)];
    const [decision] = match(
      round({ request: request('a'), candidates }),
      'batch-v1',
      WEIGHTS,
    ).decisions;
    expect(decision?.ranked).toMatchObject([
      { driver: { driverId: 'ann' }, parts: { queuePlace: 7 }, cost: 7 },
      { driver: { driverId: 'bob' }, parts: { queuePlace: 12 }, cost: 12 },
      { driver: { driverId: 'cleo' }, parts: { eta: 1 }, cost: 1 },
    ]);
  });

  it('is not held back for somebody who finishes nearby', () => {
    const soon = at(driver('soon', { freeInS: 30 }), 100);
    const candidates = [queued(ann, 1, 900), soon];
    expect(matched([{ request: request('a'), candidates }])).toEqual(['ann']);
  });
});

/** Six drivers, some of them in the queue in the order of their numbers; pickups inside and outside its fence. */
const rounds = fc
  .record({
    strategy: fc.constantFrom(...STRATEGY_NAMES),
    waits: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    requests: fc.array(
      fc.record({
        isInside: fc.boolean(),
        waitedS: fc.nat(60),
        etas: fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 6, maxLength: 6 }),
        excluded: fc.subarray(['d0', 'd1', 'd2', 'd3', 'd4', 'd5']),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ strategy, waits, requests }) => ({
    strategy,
    isInside: requests.map((each) => each.isInside),
    asks: requests.map(({ isInside, waitedS, etas, excluded }, number): Ask => ({
      request: request(`r${number}`, { waitedS, excluded: new Set(excluded as DriverId[]) }),
      candidates: etas.map((etaS, index) =>
        at(driver(`d${index}`), etaS, etaS, isInside && waits[index] ? index + 1 : null),
      ),
    })),
  }));

it('never passes over anybody of a queue who may be asked', () => {
  fc.assert(
    fc.property(rounds, ({ strategy, asks, isInside }) => {
      const { decisions } = match(round(...asks), strategy, WEIGHTS);
      const names = decisions.flatMap(({ chosen }) => chosen?.driver.driverId ?? []);
      expect(new Set(names).size).toBe(names.length);
      const inside = decisions.filter((_, index) => isInside[index]);
      const served = new Set(inside.map(({ chosen }) => chosen?.driver.driverId));
      for (const decision of inside) {
        expect(aheadOfChosen(decision).filter((name) => !served.has(name))).toEqual([]);
      }
    }),
  );
});

/** Who waits in the queue and may be asked, before whoever was chosen; all of them when nobody was. */
function aheadOfChosen({ chosen, ranked }: MatchDecision): DriverId[] {
  const place = chosen?.queuePlace ?? Infinity;
  return ranked
    .filter((each) => each.offerable && each.queuePlace !== null && each.queuePlace < place)
    .map(({ driver: { driverId } }) => driverId);
}
