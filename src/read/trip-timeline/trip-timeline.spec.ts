import { tripEvents, type TripEvent } from '../../shared/events/trip.events';
import { built, happened, projectionSpec, recorded } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import { tripTimeline } from './trip-timeline';

const { given } = projectionSpec(tripTimeline, the.evesTrip);
const { ada, at, bob, cleo, olga, tripId } = the;

const wholeLife: readonly TripEvent[] = [
  ...[the.requested(), the.scheduled(), the.activated(), the.matching(), the.assigned()],
  ...[the.unassigned(), the.matching(2), the.assigned(cleo, 2)],
  ...[the.pickupDeferred(), the.pickupBegun(), the.turnedAway(bob)],
  ...[the.pickupStalled(), the.arrived(), the.contacted()],
  the.noShowAllowed(),
  ...[
    the.wrongPin(1),
    the.started(),
    the.routeDeviated(),
    the.reachedStop(1),
    the.leftStop(1),
    the.itineraryChanged(),
  ],
  ...[the.completed(), the.fareFinalised(), the.settled(), the.proposed(), the.corrected()],
  ...[the.unfulfilled(), the.cancelled(), the.noShow(), the.aborted()],
];
const told = (events: readonly TripEvent[]) =>
  built(tripTimeline, recorded(events))[tripId]?.entries.map(({ words }) => words);

describe('the timeline of a trip', () => {
  it('begins with the request', () =>
    given()
      .when(happened(the.requested(), at('04:11:00'), ada))
      .then({
        [tripId]: {
          ...{ tripId, riderId: the.adaId, driverIds: [] },
          entries: [
            {
              ...{ at: at('04:11:00'), type: 'TripRequested', by: 'rider:ada', revision: 0 },
              words: 'Asked for a ride with 2 stops, quoted USD 19.00',
              eventId: recorded([the.requested()])[0]?.id ?? '',
            },
          ],
        },
      }));

  it('knows nothing of a trip whose booking was never seen', () =>
    given().when(the.matching()).then({}));

  it('adds what happens, who did it and every driver who ever had the trip', () => {
    const [document] = Object.values(
      built(
        tripTimeline,
        recorded<TripEvent>([
          ...[the.requested(), the.matching(), the.assigned(), the.unassigned()],
          happened(the.assigned(cleo, 2), at('04:15:00')),
          happened(the.arrived(), at('04:16:00'), cleo),
          happened(the.cancelled(), at('04:17:00'), olga),
        ]),
      ),
    );
    expect(document?.driverIds).toEqual([bob.id, cleo.id]);
    expect(document?.entries.slice(-2)).toMatchObject([
      { at: at('04:16:00'), by: 'driver:cleo', revision: 5 },
      {
        at: at('04:17:00'),
        by: 'ops:olga',
        words: 'Cancelled by rider: PLANS_CHANGED (fault: unknown)',
      },
    ]);
  });

  it('says everything that can happen in words', () => {
    expect(new Set(wholeLife.map(({ type }) => type)).size).toBe(tripEvents.length);
    expect(told(wholeLife)).toEqual([
      'Asked for a ride with 2 stops, quoted USD 19.00',
      'Booked a ride for 2014-04-01T06:00:00.000Z, quoted USD 19.00',
      'The booked ride became due',
      'Looking for a driver, attempt 1',
      'bob is on the way, promised for 2014-04-01T04:17:00.000Z',
      'bob no longer has the trip (VEHICLE_PROBLEM, fault: unknown)',
      'Looking for a driver, attempt 2',
      'cleo is on the way, promised for 2014-04-01T04:17:00.000Z',
      'The driver finishes another trip first, 4 minutes of it',
      'The driver has finished the other trip and comes now',
      'Driver bob came too late, and was let go',
      'The driver comes no nearer, since 2014-04-01T04:11:00.000Z, 800 m away',
      'The driver is at the pickup, 20 m away (geofence)',
      'The driver tried to reach the rider by call',
      'Waited 5 minutes: the driver may report a no-show',
      'Wrong boarding PIN, try 1',
      'The ride began (checked by pin)',
      'The car is 640 m off its way',
      'Reached stop 1',
      'Left stop 1',
      'The way changed (destination-changed), now USD 23.00',
      'The ride ended after 6.2 km',
      'The fare is USD 19.00 (QUOTE_HELD)',
      'Settled: captured',
      'olga proposes to set it to Cancelled: Entered twice',
      'Set from Requested to Cancelled, approved by oscar',
      'No driver was found (NO_SUPPLY)',
      'Cancelled by rider: PLANS_CHANGED (fault: unknown)',
      'The rider did not come in 5 minutes',
      'The ride was broken off (ACCIDENT)',
    ]);
  });
});
