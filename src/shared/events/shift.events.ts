import { Type } from '@sinclair/typebox';
import { declareEvent, type EventOf } from './event';
import * as shape from './shift.shapes';
import { count, instant, nullable, text, tripId, vehicleId } from './trip.shapes';

const { shift, offer } = shape;

/** Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const shiftEvents = [
  declareEvent(
    'ShiftStarted',
    2,
    Type.Object({
      ...shift,
      ...shape.car,
      forwardDispatch: Type.Boolean(),
      hoursPolicy: shape.hoursPolicy,
      /** The first of the driver's and the car's papers runs out then. */
      eligibleUntil: instant,
      odometerM: shape.odometerM,
    }),
  ),
  /** The car was held for a shift that never began; its number is used up. */
  declareEvent('ShiftStartAbandoned', 1, Type.Object({ ...shift, vehicleId })),
  declareEvent('EligibilityRenewed', 1, Type.Object({ ...shift, eligibleUntil: instant })),
  declareEvent('DriverReserved', 1, Type.Object({ ...shift, ...offer, until: instant })),
  declareEvent(
    'ReservationReleased',
    1,
    Type.Object({ ...shift, ...offer, cause: shape.releaseCause }),
  ),
  declareEvent('DriverCommitted', 1, Type.Object({ ...shift, ...offer, vehicleId })),
  /** An acceptance came when the driver was no longer reserved for it. */
  declareEvent('CommitmentMissed', 1, Type.Object({ ...shift, ...offer })),
  declareEvent('DriverAtPickup', 1, Type.Object({ ...shift, tripId })),
  declareEvent('DriverOnTrip', 1, Type.Object({ ...shift, tripId })),
  /** Of a driver who is about to finish a trip: held for an offer of the next, while they drive on. */
  declareEvent(
    'NextTripReserved',
    1,
    Type.Object({ ...shift, ...offer, until: instant, remainingS: count }),
  ),
  declareEvent(
    'NextTripReleased',
    1,
    Type.Object({ ...shift, ...offer, cause: shape.releaseCause }),
  ),
  declareEvent(
    'NextTripQueued',
    1,
    Type.Object({ ...shift, ...offer, vehicleId, remainingS: count }),
  ),
  declareEvent('NextTripDropped', 1, Type.Object({ ...shift, tripId, cause: shape.freedCause })),
  declareEvent(
    'DriverFreed',
    1,
    Type.Object({
      ...{ ...shift, tripId, cause: shape.freedCause },
      /** With the passenger. */
      distanceM: count,
      nextTripId: nullable(tripId),
    }),
  ),
  declareEvent('BreakStarted', 1, Type.Object({ ...shift, auto: Type.Boolean() })),
  declareEvent('BreakEnded', 1, Type.Object(shift)),
  declareEvent('CommsLost', 1, Type.Object({ ...shift, lastPingAt: instant })),
  declareEvent('CommsRestored', 1, Type.Object(shift)),
  declareEvent(
    'ShiftEndRequested',
    1,
    Type.Object({ ...shift, by: shape.shiftEnder, cause: text }),
  ),
  declareEvent(
    'ShiftEnded',
    1,
    Type.Object({
      ...{ ...shift, vehicleId, endedBy: shape.shiftEnder, cause: text },
      ...{ onlineS: count, breakS: count, openS: count, enRouteS: count, onTripS: count },
      /** By the odometer; null when nobody read it. */
      km: nullable(Type.Number({ minimum: 0 })),
      kmWithPassenger: Type.Number({ minimum: 0 }),
    }),
  ),
] as const;

export type ShiftEvent = EventOf<(typeof shiftEvents)[number]>;
export type ShiftEventOf<Type extends ShiftEvent['type']> = Extract<ShiftEvent, { type: Type }>;
