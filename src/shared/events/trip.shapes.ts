import { Type, type Static, type TSchema } from '@sinclair/typebox';
import type { DriverId, RiderId, TripId, VehicleId } from '../kernel/ids';
import { personal } from './personal';

const id = <T extends string>() => Type.Unsafe<T>(Type.String({ minLength: 1 }));
export const tripId = id<TripId>();
export const riderId = id<RiderId>();
export const driverId = id<DriverId>();
export const vehicleId = id<VehicleId>();

export const text = Type.String({ minLength: 1 });
export const instant = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z$',
});
export const count = Type.Integer({ minimum: 0 });
export const minor = Type.Integer();
export const currency = Type.String({ pattern: '^[A-Z]{3}$' });
export const money = Type.Object({ amountMinor: minor, currency });
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const oneOf = <const T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>(Type.Union(values.map((value) => Type.Literal(value))));

const point = Type.Object({
  lat: Type.Number({ minimum: -90, maximum: 90 }),
  lon: Type.Number({ minimum: -180, maximum: 180 }),
});

/** `placeRef` names a place without its address: a place id, or an RFC 5870 `geo:` URI. */
const place = Type.Object({ placeRef: text, ...point.properties });
export type Place = Static<typeof place>;

/** First the pickup, last the drop-off, between them the waypoints. */
export const stops = Type.Array(personal(place, { placeRef: 'erased', lat: 0, lon: 0 }), {
  minItems: 2,
});

export const boardingPin = personal(Type.String({ pattern: '^\\d{4}$' }), '0000');

/** What a person wrote: nobody knows about whom. */
export const words = personal(text, 'erased');

/** Where the ride's people stood. */
export const whereabouts = personal(nullable(point), null);

export const quote = Type.Object({ quoteId: text, totalMinor: count, currency });
export type Quote = Static<typeof quote>;

/**
 * What city dashboards group by, on every event that moves a trip along, so that a read model folds from the event
 * alone. `zoneId` is the taxi zone (null: outside every zone), `cell` the H3 r8 cell of the pickup.
 */
export const market = Type.Object({
  cityId: text,
  zoneId: nullable(Type.Integer()),
  cell: text,
  product: text,
  requestedAt: instant,
});
export type Market = Static<typeof market>;

/**
 * What a rider needs of a car, or what a car has: seats for passengers, a place for a wheelchair, a seat for a child.
 */
export const needs = Type.Object({
  seats: count,
  wheelchair: Type.Boolean(),
  childSeat: Type.Boolean(),
});
export type Needs = Static<typeof needs>;

/** No car that may be registered has more seats for passengers. */
export const MOST_SEATS = 16;

/** What is meant where nobody says what they need. */
export const ANY_CAR: Needs = { seats: 1, wheelchair: false, childSeat: false };

export const trip = { tripId, market };

export const PAYMENT_METHODS = ['card', 'cash'] as const;
export const FAULTS = ['none', 'rider', 'driver', 'platform', 'unknown'] as const;
const CANCEL_STAGES = ['scheduled', 'unassigned', 'en-route', 'at-pickup'] as const;
export const GPS_QUALITIES = ['good', 'patchy', 'dark'] as const;
export const SETTLEMENT_MODES = ['captured', 'cash', 'debt'] as const;
const ITINERARY_CHANGES = [
  'destination-changed',
  'stop-added',
  'stop-removed',
  'pickup-moved',
] as const;
export const UNFULFILLED_REASONS = ['NO_SUPPLY', 'NO_ACCEPT'] as const;
export const CHARGE_BASES = ['time-and-distance', 'zero'] as const;
const ROLES_THAT_CANCEL = ['rider', 'provider', 'ops', 'system'] as const;
const ENDERS = ['driver', 'ops', 'system'] as const;
/** `LEGACY`: finalised before reasons were recorded. The others: domain rules, section 4. */
export const FARE_REASONS = [
  'QUOTE_HELD',
  'QUOTE_HELD_SHORT',
  'ACTUAL_SHORTER',
  'ITINERARY_CHANGED',
  'ACTUAL_LONGER',
  'GPS_DARK',
  'OPS_SET',
  'ABORTED',
  'LEGACY',
] as const;

export const paymentMethod = oneOf(PAYMENT_METHODS);
export const fault = oneOf(FAULTS);
export const cancelStage = oneOf(CANCEL_STAGES);
export const gpsQuality = oneOf(GPS_QUALITIES);
export const settlementMode = oneOf(SETTLEMENT_MODES);
export const itineraryChange = oneOf(ITINERARY_CHANGES);
export const unfulfilledReason = oneOf(UNFULFILLED_REASONS);
export const chargeBasis = oneOf(CHARGE_BASES);
export const fareReason = oneOf(FARE_REASONS);
export const cancelledBy = oneOf(ROLES_THAT_CANCEL);
export const ender = oneOf(ENDERS);
export const arrivalMethod = oneOf(['geofence', 'manual'] as const);
/** Why a driver on the way does not seem to come. */
const PICKUP_STALLS = ['STALLED', 'RETREATING', 'LOCATION_DARK'] as const;
export type PickupStall = (typeof PICKUP_STALLS)[number];
export const pickupStall = oneOf(PICKUP_STALLS);
export const startCheck = oneOf(['pin', 'ops'] as const);
export const contactChannel = oneOf(['call', 'message'] as const);

/** The states that a correction may put a trip into. */
export const CORRECTABLE = [
  'Requested',
  'Completed',
  'Settled',
  'Unfulfilled',
  'Cancelled',
  'NoShow',
  'Aborted',
] as const;
export const correctable = oneOf(CORRECTABLE);
export const fareLine = Type.Object({ code: text, amountMinor: minor });
