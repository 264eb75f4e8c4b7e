import { specFor } from '#test/spec-for';
import { cancel } from '#test/trip-command.samples';
import {
  ada,
  arrived,
  assigned,
  bob,
  cancelled,
  eve,
  matching,
  olga,
  requested,
  scheduled,
  started,
  system,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition, TripNotYours, VerdictNotYours } from './trip.errors';

const { given } = specFor(tripDecider);
const waiting = [requested(), matching(), assigned(bob), arrived()];
const verdict = {
  fault: 'rider',
  ruleName: 'LATE_CANCEL',
  policyRowId: 'nyc-economy-7',
  fee: { amountMinor: 500, currency: 'USD' },
} as const;

describe('cancelling a trip', () => {
  it.each([
    ['scheduled', 'scheduled', [scheduled()]],
    ['requested', 'unassigned', waiting.slice(0, 1)],
    ['being matched', 'unassigned', waiting.slice(0, 2)],
    ['waiting for its driver', 'en-route', waiting.slice(0, 3)],
    ['with the driver at the door', 'at-pickup', waiting],
  ] as const)('ends one that is %s', (_, stage, history) =>
    given(...history)
      .when(cancel())
      .then(cancelled({ stage })),
  );

  it('is too late once the ride has begun', () =>
    given(...waiting, started())
      .when(cancel())
      .thenRefused(TripInvalidTransition));

  it.each([
    { actor: olga, by: 'ops' },
    { actor: system, by: 'system' },
    { actor: bob, by: 'provider' },
  ] as const)('says when $by did it', ({ actor, by }) =>
    given(...waiting)
      .when(cancel({}, actor))
      .then(cancelled({ by, stage: 'at-pickup' })),
  );

  it.each([olga, system])('keeps fault and fee as $type judged them', (actor) =>
    given(...waiting)
      .when(cancel({ verdict }, actor))
      .then(cancelled({ by: actor.type, stage: 'at-pickup', ...verdict })),
  );

  it.each([ada, bob])('lets no $type judge the own case', (actor) =>
    given(...waiting)
      .when(cancel({ verdict }, actor))
      .thenRefused(VerdictNotYours),
  );

  it('is refused to another rider', () =>
    given(...waiting)
      .when(cancel({}, eve))
      .thenRefused(TripNotYours));
});
