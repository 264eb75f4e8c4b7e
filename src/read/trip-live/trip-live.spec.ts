import { happened, projectionSpec } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import { tripLive, type TripLive } from './trip-live';

const { given } = projectionSpec(tripLive, the.evesTrip);
const { at, bob, cleo, tripId } = the;

/** Ada's screen right after she asked. */
const asked: TripLive = {
  ...{ tripId, riderId: the.adaId, cityId: 'nyc', product: 'economy', status: 'Requested' },
  ...{ requestedAt: at('04:11:00'), pickupAt: null, stops: [the.lenoxHill, the.eastVillage] },
  ...{ boardingPin: the.pin, pinTries: 0, driver: null, arrivedAt: null, startedAt: null },
  ...{ endedAt: null, reason: null, revision: 0 },
  price: { quotedMinor: 1900, finalMinor: null, currency: 'USD' },
};
const withDriver = (driver: the.DriverName, revision: number): TripLive => ({
  ...{ ...asked, status: 'EnRoute', revision },
  driver: {
    ...{ driverId: driver.id, vehicleId: the.vehicleOf(driver) },
    ...{ promisedPickupAt: at('04:17:00'), isOnAnotherTrip: false },
  },
});
const screen = (trip: TripLive) => ({ [tripId]: trip });

describe('a rider’s live trip', () => {
  it('begins with the request', () => given().when(the.requested()).then(screen(asked)));

  it('begins with a booking for later and becomes due', () =>
    given(the.scheduled())
      .when(the.activated({ market: { ...the.market, requestedAt: at('05:30:00') } }))
      .then(
        screen({
          ...{ ...asked, requestedAt: at('05:30:00'), pickupAt: at('06:00:00'), revision: 1 },
        }),
      ));

  it('knows nothing of a trip whose booking was never seen', () =>
    given().when(the.matching(), the.assigned()).then({}));

  it('shows who comes and until when', () =>
    given(the.requested(), the.matching())
      .when(the.assigned())
      .then(screen(withDriver(bob, 2))));

  it('shows that the driver has another trip to finish first, until they have', () => {
    const enRoute = [the.requested(), the.matching(), the.assigned()];
    const driver = { ...withDriver(bob, 2).driver, isOnAnotherTrip: true } as TripLive['driver'];
    given(...enRoute)
      .when(the.pickupDeferred())
      .then(screen({ ...withDriver(bob, 3), driver }));
    given(...enRoute, the.pickupDeferred())
      .when(the.pickupBegun())
      .then(screen(withDriver(bob, 4)));
  });

  it('forgets a driver who gave the trip back, and shows the next', () =>
    given(the.requested(), the.matching(), the.assigned(), the.arrived(), the.wrongPin(1))
      .when(the.unassigned(), the.matching(2), the.assigned(cleo, 2))
      .then(screen(withDriver(cleo, 7))));

  it('counts wrong PINs while the driver waits', () =>
    given(the.requested(), the.matching(), the.assigned())
      .when(the.arrived(), the.wrongPin(1), the.wrongPin(2))
      .then(
        screen({
          ...{ ...withDriver(bob, 5), status: 'AtPickup', arrivedAt: at('04:16:00'), pinTries: 2 },
        }),
      ));

  it('shows a new way with its new price', () =>
    given(the.requested(), the.matching(), the.assigned())
      .when(the.itineraryChanged())
      .then(
        screen({
          ...{ ...withDriver(bob, 3), stops: [the.lenoxHill, the.unionSquare] },
          price: { quotedMinor: 2300, finalMinor: null, currency: 'USD' },
        }),
      ));

  it('carries a ride to its end and its price', () =>
    given(the.requested(), the.matching(), the.assigned(), the.arrived(), the.started())
      .when(
        the.reachedStop(1),
        the.leftStop(1),
        happened(the.completed(), at('04:35:00'), bob),
        the.fareFinalised({ totalMinor: 1850 }),
        the.settled(),
      )
      .then(
        screen({
          ...{ ...withDriver(bob, 9), status: 'Settled', arrivedAt: at('04:16:00') },
          ...{ startedAt: at('04:18:00'), endedAt: at('04:35:00') },
          price: { quotedMinor: 1900, finalMinor: 1850, currency: 'USD' },
        }),
      ));

  it.each([
    [the.unfulfilled(), 'Unfulfilled', 'NO_SUPPLY'],
    [the.cancelled(), 'Cancelled', 'PLANS_CHANGED'],
    [the.noShow(), 'NoShow', null],
    [the.aborted(), 'Aborted', 'ACCIDENT'],
  ])('ends otherwise: %#', (ending, status, reason) =>
    given(the.requested())
      .when(happened(ending, at('04:20:00')))
      .then(screen({ ...asked, status, reason, endedAt: at('04:20:00'), revision: 1 })),
  );

  it('shows what operations put right', () =>
    given(the.requested(), happened(the.cancelled(), at('04:20:00')))
      .when(
        the.proposed({ to: 'NoShow' }),
        happened(the.corrected({ to: 'NoShow' }), at('08:05:00')),
      )
      .then(
        screen({
          ...{ ...asked, status: 'NoShow', reason: 'Entered twice' },
          ...{ endedAt: at('08:05:00'), revision: 3 },
        }),
      ));

  it('is open again, without its driver, when a correction reopens it', () =>
    given(the.requested(), the.matching(), the.assigned(), the.arrived(), the.started())
      .when(the.completed(), the.corrected({ from: 'Completed', to: 'Requested' }))
      .then(screen({ ...asked, reason: 'Entered twice', revision: 6 })));
});
