import { specFor } from '#test/spec-for';
import { arrive } from '#test/trip-command.samples';
import {
  arrived,
  assigned,
  at,
  bob,
  cleo,
  itineraryChanged,
  lenoxHill,
  matching,
  northOf,
  requested,
  unassigned,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { StalePing, TooFarFromPickup, TripNotYours } from './trip.errors';

const { given } = specFor(tripDecider);
const underWay = [requested(), matching(), assigned(bob)];
const from = (metres: number) => northOf(lenoxHill, metres);

describe('arriving at the pickup', () => {
  it.each([0, 20, 100])('is taken from the geofence %d m away', (metres) =>
    given(...underWay)
      .when(arrive({ location: from(metres) }))
      .then(arrived({ distanceM: metres })),
  );

  it('is refused by the geofence 101 m away', () =>
    given(...underWay)
      .when(arrive({ location: from(101) }))
      .thenRefused(TooFarFromPickup, { distanceM: 101, limitM: 100 }));

  it('may be said by hand from further away, and stays marked as such', () =>
    given(...underWay)
      .when(arrive({ location: from(450), method: 'manual' }))
      .then(arrived({ distanceM: 450, method: 'manual' })));

  it('is measured from where the pickup was moved to', () => {
    const moved = itineraryChanged({
      kind: 'pickup-moved',
      stops: [{ placeRef: 'place-corner', ...from(300) }, ...requested().data.stops.slice(1)],
    });
    given(...underWay, moved)
      .when(arrive({ location: from(300) }))
      .then(arrived({ distanceM: 0 }));
  });

  it('is proved by a ping of 59 seconds ago', () =>
    given(...underWay)
      .when(arrive({ location: from(20), lastPingAt: at('04:15:01') }))
      .then(arrived()));

  it.each(['geofence', 'manual'] as const)(
    'is not proved (%s) by a ping of a minute ago',
    (method) =>
      given(...underWay)
        .when(arrive({ lastPingAt: at('04:15:00'), method }))
        .thenRefused(StalePing, { ageS: 60 }),
  );

  it('is refused to a driver whom the trip was not given to', () =>
    given(...underWay)
      .when(arrive({}, cleo))
      .thenRefused(TripNotYours));

  it('is refused to a driver whom the trip was taken from', () =>
    given(...underWay, unassigned(), matching(2), assigned(cleo, 2))
      .when(arrive({}, bob))
      .thenRefused(TripNotYours));
});
