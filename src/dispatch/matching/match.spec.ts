import { at, driver, request, round } from '#test/matching.samples';
import type { DispatchStrategy } from '../../shared/events/dispatch.shapes';
import type { DriverId } from '../../shared/kernel/ids';
import { match } from './match';
import type { Ask, OpenRequest, Supply } from './round';
import { STRATEGY_NAMES } from './strategies';
import { WEIGHTS } from './weights';

function matched(asks: readonly Ask[], strategy: DispatchStrategy = 'batch-v1') {
  const { decisions } = match(round(...asks), strategy, WEIGHTS);
  return Object.fromEntries(
    decisions.map(({ tripId, chosen, held }) => [
      tripId,
      held ? 'held' : (chosen?.driver.driverId ?? null),
    ]),
  );
}

const [ann, bob] = [driver('ann'), driver('bob')];

describe('matching together', () => {
  it('gives the near driver to whom the other is too far for', () => {
    const asks = [
      { request: request('a', { waitedS: 1 }), candidates: [at(ann, 60), at(bob, 90)] },
      { request: request('b'), candidates: [at(ann, 70), at(bob, 900)] },
    ];
    expect(matched(asks)).toEqual({ a: 'bob', b: 'ann' });
    expect(matched(asks, 'nearest')).toEqual({ a: 'ann', b: 'bob' });
  });

  it('serves as many as it can, however far', () => {
    const asks = [
      { request: request('a'), candidates: [at(ann, 10), at(bob, 3000)] },
      { request: request('b'), candidates: [at(ann, 20)] },
    ];
    expect(matched(asks)).toEqual({ a: 'bob', b: 'ann' });
  });

  it('leaves alone who waited least when there are too few drivers', () => {
    const asks = [
      { request: request('new'), candidates: [at(ann, 60)] },
      { request: request('old', { waitedS: 30 }), candidates: [at(ann, 60)] },
    ];
    expect(matched(asks)).toEqual({ new: null, old: 'ann' });
  });

  it('prefers, at the same distance, the driver who earned less today', () => {
    const asks = [
      {
        request: request('a'),
        candidates: [
          at(driver('rich', { earnedPerHour: 4000 }), 60),
          at(driver('poor', { earnedPerHour: 1000 }), 60),
        ],
      },
    ];
    const { decisions } = match({ asks, medianPerHour: 2000 }, 'batch-v1', WEIGHTS);
    expect(decisions[0]?.chosen).toMatchObject({
      driver: { driverId: 'poor' },
      parts: { eta: 60, fairness: -30 },
      cost: 30,
    });
  });
});

describe('the founding score', () => {
  it('counts a trip today for as much as five minutes', () => {
    const busy = driver('busy', { tripsToday: 1 });
    const ask = (etaS: number) => [
      { request: request('a'), candidates: [at(busy, 60), at(bob, etaS)] },
    ];
    expect(matched(ask(359), 'greedy-v1')).toEqual({ a: 'bob' });
    expect(matched(ask(361), 'greedy-v1')).toEqual({ a: 'busy' });
  });
});

describe.each(STRATEGY_NAMES)('%s', (strategy) => {
  it.each<[string, Partial<OpenRequest>, Partial<Supply>]>([
    [
      'the wrong tier',
      { needs: { tier: 'black', seats: 1, wheelchair: false, childSeat: false } },
      {},
    ],
    [
      'too few seats',
      { needs: { tier: 'uberx', seats: 5, wheelchair: false, childSeat: false } },
      {},
    ],
    ['no ramp', { needs: { tier: 'uberx', seats: 1, wheelchair: true, childSeat: false } }, {}],
    [
      'no child seat',
      { needs: { tier: 'uberx', seats: 1, wheelchair: false, childSeat: true } },
      {},
    ],
    ['hours that end before the ride', {}, { budgetLeftS: 659 }],
    ['a refusal of this trip before', { excluded: new Set(['ann' as DriverId]) }, {}],
    ['a trip that goes on for too long', {}, { freeInS: 301, takesQueued: true }],
    ['a trip, and no wish for the next', {}, { freeInS: 30 }],
  ])('asks nobody with %s', (_, wanted, had) => {
    const asks = [{ request: request('a', wanted), candidates: [at(driver('ann', had), 60)] }];
    expect(matched(asks, strategy)).toEqual({ a: null });
  });

  it('gives nobody two trips', () => {
    const asks = ['a', 'b', 'c'].map((name) => ({
      request: request(name),
      candidates: [at(ann, 60), at(bob, 60)],
    }));
    const given = Object.values(matched(asks, strategy)).filter((name) => name !== null);
    expect(given.toSorted()).toEqual(['ann', 'bob']);
  });
});

describe('a driver whose trip ends soon and near', () => {
  const soon = driver('ann', { freeInS: 300, takesQueued: true });
  const asks = [{ request: request('a'), candidates: [at(soon, 330)] }];

  it.each([
    ['batch-v1', 'ann'],
    ['greedy-v1', null],
    ['nearest', null],
  ] as const)('by %s, is given the next: %s', (strategy, given) => {
    expect(matched(asks, strategy)).toEqual({ a: given });
  });
});

describe('holding', () => {
  const far = at(bob, 600);
  const finishing = (etaS: number) => at(driver('ann', { freeInS: 60 }), etaS);

  it('waits for somebody who will be there a quarter sooner', () => {
    const asks = (waitedS: number, etaS: number) => [
      { request: request('a', { waitedS }), candidates: [far, finishing(etaS)] },
    ];
    expect(matched(asks(9, 449))).toEqual({ a: 'held' });
    expect(matched(asks(9, 450))).toEqual({ a: 'bob' });
    expect(matched(asks(10, 449))).toEqual({ a: 'bob' });
  });

  it('takes who is near enough at once', () => {
    const asks = [{ request: request('a'), candidates: [at(bob, 480), finishing(100)] }];
    expect(matched(asks)).toEqual({ a: 'bob' });
  });
});

describe('when time runs out', () => {
  it('decides by the founding score, and says so', () => {
    const asks = [{ request: request('a'), candidates: [at(ann, 60)] }];
    const matching = match(round(...asks), 'batch-v1', WEIGHTS, () => false);
    expect(matching).toMatchObject({
      mode: 'greedy-v1',
      decisions: [{ chosen: { driver: { driverId: 'ann' }, parts: { eta: 1, tripsToday: 0 } } }],
    });
  });
});
