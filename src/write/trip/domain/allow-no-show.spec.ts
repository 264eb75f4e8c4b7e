import { specFor } from '#test/spec-for';
import * as ask from '#test/trip-command.samples';
import * as the from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { NoShowTooEarly, TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const waiting = [the.requested(), the.matching(), the.assigned(), the.arrived()];
const after = (time: string) => ask.allowNoShow({}, the.system, the.at(time));

describe('allowing a no-show', () => {
  it('comes when the driver has waited five minutes', () =>
    given(...waiting)
      .when(after('04:21:00'))
      .then(the.noShowAllowed()));

  it('comes no second earlier', () =>
    given(...waiting)
      .when(after('04:20:59'))
      .thenRefused(NoShowTooEarly));

  it('comes once', () =>
    given(...waiting, the.noShowAllowed())
      .when(after('04:25:00'))
      .thenNothing());

  it('means nothing once the ride has begun', () =>
    given(...waiting, the.started())
      .when(after('04:21:00'))
      .thenRefused(TripInvalidTransition));
});
