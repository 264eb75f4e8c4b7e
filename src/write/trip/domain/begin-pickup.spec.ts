import { specFor } from '#test/spec-for';
import * as ask from '#test/trip-command.samples';
import * as the from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { DriverStillOnTrip, TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const looking = [the.requested(), the.matching(1)] as const;
const deferred = [...looking, the.assigned(the.bob), the.pickupDeferred()] as const;

describe('a driver who finishes another trip first', () => {
  it('is taken, and the trip knows that it comes second', () =>
    given(...looking)
      .when(ask.take(the.bob, 1, { remainingS: 240 }))
      .then(the.assigned(the.bob), the.pickupDeferred()));

  it('cannot have arrived, by geofence or by hand', () => {
    for (const method of ['geofence', 'manual'] as const) {
      given(...deferred)
        .when(ask.arrive({ method }))
        .thenRefused(DriverStillOnTrip);
    }
  });

  it('is not missed at the pickup', () =>
    given(...deferred)
      .when(ask.reportStalledPickup())
      .thenNothing());

  it('comes once the other trip has ended, and then arrives as any', () => {
    given(...deferred)
      .when(ask.beginPickup())
      .then(the.pickupBegun());
    given(...deferred, the.pickupBegun())
      .when(ask.beginPickup())
      .thenNothing();
    given(...deferred, the.pickupBegun())
      .when(ask.arrive())
      .then(the.arrived({ distanceM: 0 }));
  });

  it('may give the trip back, and the rider may cancel it', () => {
    given(...deferred)
      .when(ask.cancelByDriver())
      .then(the.unassigned(), the.matching(2));
    given(...deferred)
      .when(ask.cancel())
      .then(the.cancelled({ stage: 'en-route' }));
  });

  it('loses it when the other trip has become too long, and somebody else is looked for', () =>
    given(...deferred)
      .when(ask.revokeDeferred())
      .then(
        the.unassigned({ by: 'system', reasonCode: 'PREVIOUS_TRIP_LONGER', fault: 'none' }),
        the.matching(2),
      ));
});

describe('a driver who is on the way', () => {
  it.each([
    ['was not deferred', [...looking, the.assigned(the.bob)]],
    ['has begun', [...deferred, the.pickupBegun()]],
    ['is another’s', [...deferred, the.unassigned(), the.matching(2), the.assigned(the.cleo, 2)]],
  ])('keeps a trip that %s', (_, history) => {
    given(...history)
      .when(ask.revokeDeferred())
      .thenNothing();
    given(...history)
      .when(ask.beginPickup())
      .thenNothing();
  });

  it('is of a trip that has a driver', () => {
    given(...looking)
      .when(ask.beginPickup())
      .thenRefused(TripInvalidTransition);
    given(...deferred, the.cancelled())
      .when(ask.revokeDeferred())
      .thenRefused(TripInvalidTransition);
  });
});
