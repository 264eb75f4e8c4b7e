import { Type } from '@sinclair/typebox';
import { declareEvent } from './event';
import * as shape from './trip.shapes';

const atStop = { tripId: shape.tripId, index: shape.count, at: shape.instant };

/** Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const tripRideEvents = [
  declareEvent(
    'DriverArrived',
    1,
    Type.Object({
      ...shape.trip,
      at: shape.instant,
      distanceM: shape.nullable(Type.Number({ minimum: 0 })),
      method: shape.arrivalMethod,
    }),
  ),
  /** Told by the driver's places alone: no state follows from it, but whose fault a cancellation is may. */
  declareEvent(
    'PickupStalled',
    1,
    Type.Object({
      tripId: shape.tripId,
      assignmentNo: shape.count,
      case: shape.pickupStall,
      at: shape.instant,
      since: shape.instant,
      distanceM: shape.nullable(shape.count),
    }),
  ),
  /** So far from the way that the trip should take. */
  declareEvent(
    'RouteDeviated',
    1,
    Type.Object({ tripId: shape.tripId, at: shape.instant, distanceM: shape.count }),
  ),
  declareEvent(
    'ContactAttempted',
    1,
    Type.Object({ tripId: shape.tripId, channel: shape.contactChannel, at: shape.instant }),
  ),
  declareEvent(
    'NoShowAllowed',
    1,
    Type.Object({ tripId: shape.tripId, at: shape.instant, waitedS: shape.count }),
  ),
  declareEvent(
    'BoardingPinRejected',
    1,
    Type.Object({ tripId: shape.tripId, tries: shape.count, at: shape.instant }),
  ),
  declareEvent(
    'TripStarted',
    1,
    Type.Object({
      ...shape.trip,
      arrivedAt: shape.instant,
      startedAt: shape.instant,
      checkedBy: shape.startCheck,
      location: shape.whereabouts,
      odometerM: shape.nullable(shape.count),
    }),
  ),
  declareEvent('WaypointReached', 1, Type.Object(atStop)),
  declareEvent('WaypointDeparted', 1, Type.Object(atStop)),
  declareEvent(
    'ItineraryChanged',
    1,
    Type.Object({
      tripId: shape.tripId,
      kind: shape.itineraryChange,
      version: shape.count,
      stops: shape.stops,
      quote: shape.quote,
    }),
  ),
  declareEvent(
    'TripCompleted',
    1,
    Type.Object({
      ...shape.trip,
      completedAt: shape.instant,
      endedBy: shape.ender,
      actualDistanceM: shape.count,
      actualDurationS: shape.count,
      waitS: shape.count,
      tolls: Type.Array(Type.Object({ name: shape.text, amountMinor: shape.minor })),
      skippedStops: Type.Array(Type.Object({ index: shape.count, reason: shape.words })),
      routeDigest: shape.nullable(shape.text),
      gpsQuality: shape.gpsQuality,
    }),
  ),
  declareEvent(
    'TripAborted',
    1,
    Type.Object({
      ...shape.trip,
      reasonCode: shape.text,
      chargeBasis: shape.chargeBasis,
      location: shape.whereabouts,
    }),
  ),
] as const;
