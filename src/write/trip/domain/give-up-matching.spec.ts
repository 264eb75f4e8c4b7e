import { specFor } from '#test/spec-for';
import { giveUp } from '#test/trip-command.samples';
import { assigned, matching, requested, unfulfilled } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);

describe('giving up matching', () => {
  it('ends the trip and tells the rider when to try again', () =>
    given(requested(), matching()).when(giveUp()).then(unfulfilled()));

  it('tells drivers who all declined from none at all', () =>
    given(requested(), matching())
      .when(giveUp({ reason: 'NO_ACCEPT' }))
      .then(unfulfilled({ reason: 'NO_ACCEPT' })));

  it('refuses once a driver is on the way', () =>
    given(requested(), matching(), assigned()).when(giveUp()).thenRefused(TripInvalidTransition));
});
