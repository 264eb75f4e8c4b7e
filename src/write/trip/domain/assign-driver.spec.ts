import { specFor } from '#test/spec-for';
import { assign } from '#test/trip-command.samples';
import { assigned, bob, cleo, matching, requested, unassigned } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { StaleAttempt, TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const looking = [requested(), matching(1)];

describe('assigning a driver', () => {
  it('sends the driver who accepted the offer', () =>
    given(...looking)
      .when(assign(bob))
      .then(assigned(bob)));

  it('numbers the second assignment of the same trip', () => {
    const second = assign(cleo, 2);
    given(...looking, assigned(bob), unassigned(), matching(2))
      .when(second)
      .then(assigned(cleo, 2));
  });

  it('refuses an acceptance of an earlier attempt', () =>
    given(...looking, assigned(bob), unassigned(), matching(2))
      .when(assign(cleo, 1))
      .thenRefused(StaleAttempt, { currentAttempt: 2 }));

  it('refuses an acceptance of an attempt that has not begun', () =>
    given(...looking)
      .when(assign(bob, 2))
      .thenRefused(StaleAttempt, { currentAttempt: 1 }));

  it('refuses a second driver', () =>
    given(...looking, assigned(bob))
      .when(assign(cleo))
      .thenRefused(TripInvalidTransition));
});
