import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import { OtherTrip, ShiftInvalidTransition } from './shift.errors';

const { given } = specFor(shiftDecider);

describe('freeing a driver', () => {
  it('makes them available after the ride', () =>
    given(...the.driving)
      .when(the.free())
      .then(the.freed()));

  it.each([
    ['on the way', the.enRoute],
    ['at the pickup', [...the.enRoute, the.atPickup()]],
    ['not to be reached', [...the.enRoute, the.commsLost()]],
  ])('makes them available when the trip ended while they were %s', (_, history) =>
    given(...history)
      .when(the.free({ cause: 'cancelled', distanceM: 0 }))
      .then(the.freed({ cause: 'cancelled', distanceM: 0 })),
  );

  it('sends them to the next trip when one is queued', () =>
    given(...the.driving, the.queued())
      .when(the.free())
      .then(the.freed({ nextTripId: the.second })));

  it('takes back the queued trip and leaves the ride alone', () =>
    given(...the.driving, the.queued())
      .when(the.free({ tripId: the.second, cause: 'cancelled' }))
      .then(the.dropped({ at: at('04:35:00') })));

  it('is available after the ride when the queued trip was taken back', () =>
    given(...the.driving, the.queued(), the.dropped())
      .when(the.free())
      .then(the.freed()));

  it('ends the shift of a driver who wanted to go, with what it came to', () =>
    given(...the.driving, the.endRequested())
      .when(the.free())
      .then(
        the.freed(),
        the.ended({
          ...{ at: at('04:35:00'), onlineS: 2100, openS: 670, enRouteS: 410, onTripS: 1020 },
          kmWithPassenger: 4.2,
        }),
      ));

  it('drives the queued trip before the shift ends', () =>
    given(...the.driving, the.queued(), the.endRequested({ at: at('04:31:30') }))
      .when(the.free())
      .then(the.freed({ nextTripId: the.second })));

  it('refuses another trip', () =>
    given(...the.driving)
      .when(the.free({ tripId: the.second }))
      .thenRefused(OtherTrip, { tripId: the.first }));

  it('refuses a driver who is on no trip', () =>
    given(the.started(), the.reserved()).when(the.free()).thenRefused(ShiftInvalidTransition));
});
