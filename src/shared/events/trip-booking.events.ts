import { Type } from '@sinclair/typebox';
import { declareEvent } from './event';
import * as shape from './trip.shapes';

const booking = {
  ...shape.trip,
  riderId: shape.riderId,
  stops: shape.stops,
  quote: shape.quote,
  paymentMethod: shape.paymentMethod,
  boardingPin: shape.boardingPin,
  needs: shape.needs,
};

/** Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const tripBookingEvents = [
  declareEvent('TripRequested', 4, Type.Object(booking)),
  declareEvent('TripScheduled', 2, Type.Object({ ...booking, pickupAt: shape.instant })),
  declareEvent('TripActivated', 1, Type.Object({ ...shape.trip, quote: shape.quote })),
  declareEvent('MatchingStarted', 1, Type.Object({ ...shape.trip, attempt: shape.count })),
  declareEvent(
    'DriverAssigned',
    1,
    Type.Object({
      ...shape.trip,
      assignmentNo: shape.count,
      offerId: shape.text,
      driverId: shape.driverId,
      vehicleId: shape.vehicleId,
      promisedPickupAt: shape.instant,
    }),
  ),
  /** The driver who was assigned finishes another trip first: of that, so much was left when they were asked. */
  declareEvent(
    'PickupDeferred',
    1,
    Type.Object({ ...shape.trip, assignmentNo: shape.count, remainingS: shape.count }),
  ),
  /** ... and has finished it: from now on they are on the way. */
  declareEvent(
    'PickupBegun',
    1,
    Type.Object({ ...shape.trip, assignmentNo: shape.count, at: shape.instant }),
  ),
  /** A driver was committed to a trip that needed them no more. */
  declareEvent(
    'DriverTurnedAway',
    1,
    Type.Object({ ...shape.trip, offerId: shape.text, driverId: shape.driverId }),
  ),
  declareEvent(
    'DriverUnassigned',
    1,
    Type.Object({
      ...shape.trip,
      assignmentNo: shape.count,
      driverId: shape.driverId,
      by: shape.ender,
      reasonCode: shape.text,
      fault: shape.fault,
    }),
  ),
  declareEvent(
    'TripUnfulfilled',
    1,
    Type.Object({
      ...shape.trip,
      reason: shape.unfulfilledReason,
      surgeLevel: Type.Number({ minimum: 1 }),
      retryAfterS: shape.count,
    }),
  ),
  declareEvent(
    'TripCancelled',
    2,
    Type.Object({
      ...shape.trip,
      by: shape.cancelledBy,
      reasonCode: shape.text,
      stage: shape.cancelStage,
      fault: shape.fault,
      ruleName: shape.nullable(shape.text),
      policyRowId: shape.nullable(shape.text),
      fee: shape.nullable(shape.money),
    }),
  ),
  declareEvent(
    'TripNoShow',
    1,
    Type.Object({ ...shape.trip, waitedS: shape.count, fee: shape.nullable(shape.money) }),
  ),
] as const;
