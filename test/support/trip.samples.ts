import type { Actor } from '../../src/shared/kernel/actor';
import type { GeoPoint } from '../../src/shared/kernel/geo-point';
import type { DriverId, RiderId, TripId, VehicleId } from '../../src/shared/kernel/ids';
import type { Instant } from '../../src/shared/kernel/time';
import type { TripEvent, TripEventOf } from '../../src/shared/events/trip.events';
import { ANY_CAR, type Market, type Place, type Quote } from '../../src/shared/events/trip.shapes';

/** A moment of the night in which Ada rides, in UTC: `at('04:11:00')`. */
export const at = (time: string): Instant => `2014-04-01T${time}.000Z`;

export const tripId = 'trip-ada-1' as TripId;

export const ada = { type: 'rider', id: 'ada' } as const satisfies Actor;
export const eve = { type: 'rider', id: 'eve' } as const satisfies Actor;
export const bob = { type: 'driver', id: 'bob' } as const satisfies Actor;
export const cleo = { type: 'driver', id: 'cleo' } as const satisfies Actor;
export const olga = { type: 'ops', id: 'olga' } as const satisfies Actor;
export const oscar = { type: 'ops', id: 'oscar' } as const satisfies Actor;
export const system = { type: 'system', id: 'dispatch' } as const satisfies Actor;

export type DriverName = typeof bob | typeof cleo;
export const adaId = ada.id as string as RiderId;
export const driverIdOf = (driver: DriverName) => driver.id as string as DriverId;
export const vehicleOf = (driver: DriverName) => `car-of-${driver.id}` as VehicleId;

/** Lenox Hill East: the first pickup of April 2014 in the public records. */
export const lenoxHill: Place = { placeRef: 'place-lenox-hill', lat: 40.769, lon: -73.9549 };
export const grandCentral: Place = { placeRef: 'place-gct', lat: 40.7527, lon: -73.9772 };
export const unionSquare: Place = { placeRef: 'place-union-sq', lat: 40.7359, lon: -73.9911 };
export const eastVillage: Place = { placeRef: 'place-east-village', lat: 40.7316, lon: -73.9873 };
export const columbusCircle: Place = { placeRef: 'place-columbus', lat: 40.7681, lon: -73.9819 };

const METRES_PER_DEGREE = (6_371_008.8 * Math.PI) / 180;

export function northOf({ lat, lon }: GeoPoint, metres: number): GeoPoint {
  return { lat: lat + metres / METRES_PER_DEGREE, lon };
}

export const market: Market = {
  cityId: 'nyc',
  zoneId: 140,
  cell: '882a100893fffff',
  product: 'economy',
  requestedAt: at('04:11:00'),
};
export const pin = '4711';
export const quote: Quote = { quoteId: 'quote-1', totalMinor: 1900, currency: 'USD' };
export const requote: Quote = { quoteId: 'quote-2', totalMinor: 2300, currency: 'USD' };

type Data<Type extends TripEvent['type']> = TripEventOf<Type>['data'];

/** A builder of one kind of event: the usual one, or with the given facts instead. */
function sample<Type extends TripEvent['type']>(type: Type, usual: Data<Type>) {
  return (change: Partial<Data<Type>> = {}) =>
    ({ type, data: { ...usual, ...change } }) as unknown as TripEventOf<Type>;
}

const trip = { tripId, market };
const booking = {
  ...{ ...trip, riderId: adaId, stops: [lenoxHill, eastVillage], quote },
  ...{ paymentMethod: 'card' as const, boardingPin: pin, needs: ANY_CAR },
};

export const requested = sample('TripRequested', booking);
export const scheduled = sample('TripScheduled', { ...booking, pickupAt: at('06:00:00') });
export const activated = sample('TripActivated', { ...trip, quote });
export const matching = (attempt = 1) => sample('MatchingStarted', { ...trip, attempt })();
export const unfulfilled = sample('TripUnfulfilled', {
  ...{ ...trip, reason: 'NO_SUPPLY' },
  ...{ surgeLevel: 1.5, retryAfterS: 120 },
});

export const assigned = (driver: DriverName = bob, assignmentNo = 1) =>
  sample('DriverAssigned', {
    ...{ ...trip, assignmentNo, offerId: `offer-${assignmentNo}` },
    ...{ driverId: driverIdOf(driver), vehicleId: vehicleOf(driver) },
    promisedPickupAt: at('04:17:00'),
  })();

export const pickupDeferred = sample('PickupDeferred', {
  ...{ ...trip, assignmentNo: 1, remainingS: 240 },
});
export const pickupBegun = sample('PickupBegun', {
  ...{ ...trip, assignmentNo: 1, at: at('04:15:10') },
});

export const turnedAway = (driver: DriverName = bob) =>
  sample('DriverTurnedAway', {
    ...{ ...trip, offerId: 'offer-1', driverId: driverIdOf(driver) },
  })();

export const unassigned = sample('DriverUnassigned', {
  ...{ ...trip, assignmentNo: 1, driverId: driverIdOf(bob) },
  ...{ by: 'driver', reasonCode: 'VEHICLE_PROBLEM', fault: 'unknown' },
});

export const arrived = sample('DriverArrived', {
  ...{ ...trip, at: at('04:16:00') },
  ...{ distanceM: 20, method: 'geofence' },
});
export const pickupStalled = sample('PickupStalled', {
  ...{ tripId, assignmentNo: 1, case: 'STALLED', at: at('04:15:00') },
  ...{ since: at('04:11:00'), distanceM: 800 },
});
export const routeDeviated = sample('RouteDeviated', {
  ...{ tripId, at: at('04:25:00'), distanceM: 640 },
});
export const contacted = sample('ContactAttempted', {
  tripId,
  channel: 'call',
  at: at('04:18:00'),
});
export const noShowAllowed = sample('NoShowAllowed', {
  tripId,
  at: at('04:21:00'),
  waitedS: 300,
});
export const wrongPin = (tries: number) =>
  sample('BoardingPinRejected', { tripId, tries, at: at('04:17:30') })();

export const started = sample('TripStarted', {
  ...{ ...trip, arrivedAt: at('04:16:00'), startedAt: at('04:18:00') },
  ...{ checkedBy: 'pin', location: null, odometerM: null },
});

export const reachedStop = (index: number) =>
  sample('WaypointReached', { tripId, index, at: at('04:25:00') })();
export const leftStop = (index: number) =>
  sample('WaypointDeparted', { tripId, index, at: at('04:27:00') })();

export const itineraryChanged = sample('ItineraryChanged', {
  ...{ tripId, kind: 'destination-changed', version: 2 },
  ...{ stops: [lenoxHill, unionSquare], quote: requote },
});

export const completed = sample('TripCompleted', {
  ...{ ...trip, completedAt: at('04:35:00'), endedBy: 'driver' },
  ...{ actualDistanceM: 6200, actualDurationS: 1020, waitS: 120 },
  ...{ tolls: [], skippedStops: [], routeDigest: null, gpsQuality: 'good' },
});

export const fareFinalised = sample('FareFinalised', {
  ...{ ...trip, lines: [{ code: 'distance', amountMinor: 1900 }], totalMinor: 1900 },
  ...{ currency: 'USD', reasonCode: 'QUOTE_HELD', quotedMinor: 1900 },
});
export const settled = sample('TripSettled', { ...trip, mode: 'captured' });

export const cancelled = sample('TripCancelled', {
  ...{ ...trip, by: 'rider', reasonCode: 'PLANS_CHANGED', stage: 'unassigned', fault: 'unknown' },
  ...{ ruleName: null, policyRowId: null, fee: null },
});
export const noShow = sample('TripNoShow', { ...trip, waitedS: 300, fee: null });
export const aborted = sample('TripAborted', {
  ...{ ...trip, reasonCode: 'ACCIDENT' },
  ...{ chargeBasis: 'time-and-distance', location: null },
});

const correction: Data<'CorrectionProposed'> = {
  ...trip,
  to: 'Cancelled',
  reason: 'Entered twice',
  ticket: 'OPS-77',
  proposedBy: olga.id,
};

export const proposed = sample('CorrectionProposed', correction);
export const corrected = sample('TripCorrected', {
  ...{ ...correction, from: 'Requested' },
  ...{ cancelledAs: null, approvedBy: oscar.id },
});

/** What happens to somebody else's trip meanwhile, in another zone: a read model must keep the two apart. */
const evesTripId = 'trip-eve-1' as TripId;
const evesMarket: Market = { ...market, zoneId: 79, cell: '882a1008d7fffff' };
const eves = { tripId: evesTripId, market: evesMarket };
export const evesTrip: readonly TripEvent[] = [
  requested({ ...eves, riderId: eve.id as string as RiderId, stops: [eastVillage, unionSquare] }),
  { ...matching(), data: { ...eves, attempt: 1 } },
  { ...assigned(cleo), data: { ...assigned(cleo).data, ...eves } },
  arrived(eves),
  started(eves),
  completed(eves),
  fareFinalised({ ...eves, totalMinor: 900, lines: [{ code: 'distance', amountMinor: 900 }] }),
  settled(eves),
];
