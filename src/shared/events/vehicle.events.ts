import { Type } from '@sinclair/typebox';
import { daysLeft, personalText, tiers } from './driver.shapes';
import { declareEvent, type EventOf } from './event';
import { count, driverId, instant, needs, nullable, oneOf, text, vehicleId } from './trip.shapes';

/** Whose car it is, where and when: on every event of a car. */
const vehicle = { vehicleId, ownerId: driverId, cityId: text, at: instant };
const onShift = { driverId, shiftNo: count };

const RELEASED_CAUSES = ['shift-ended', 'start-abandoned', 'ops'] as const;
const LAPSED_CAUSES = ['inspection-expired', 'inspection-failed', 'ops'] as const;

/** Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const vehicleEvents = [
  declareEvent(
    'VehicleRegistered',
    2,
    Type.Object({
      ...{ ...vehicle, tiers, ...needs.properties, year: count },
      ...{ plate: personalText, vin: personalText },
    }),
  ),
  declareEvent(
    'VehicleInspected',
    1,
    Type.Object({
      ...{ ...vehicle, passed: Type.Boolean(), inspectedBy: text },
      /** Null when it did not pass. */
      validUntil: nullable(instant),
    }),
  ),
  declareEvent('VehicleApproved', 1, Type.Object({ ...vehicle, tiers, approvedBy: text })),
  declareEvent('InspectionExpiring', 1, Type.Object({ ...vehicle, validUntil: instant, daysLeft })),
  /** `heldBy` is the shift that it is on, if it is on one. */
  declareEvent(
    'VehicleLapsed',
    1,
    Type.Object({
      ...{ ...vehicle, cause: oneOf(LAPSED_CAUSES) },
      heldBy: nullable(Type.Object(onShift)),
    }),
  ),
  declareEvent(
    'VehicleRetired',
    1,
    Type.Object({ ...vehicle, reasonCode: text, heldBy: nullable(Type.Object(onShift)) }),
  ),
  declareEvent('VehicleShared', 1, Type.Object({ ...vehicle, driverId })),
  declareEvent('VehicleUnshared', 1, Type.Object({ ...vehicle, driverId })),
  /** One car, one shift: whoever holds it first has it. */
  declareEvent('VehicleHeld', 1, Type.Object({ ...vehicle, ...onShift })),
  declareEvent(
    'VehicleReleased',
    1,
    Type.Object({ ...vehicle, ...onShift, cause: oneOf(RELEASED_CAUSES) }),
  ),
] as const;

export type VehicleEvent = EventOf<(typeof vehicleEvents)[number]>;
export type VehicleEventOf<Type extends VehicleEvent['type']> = Extract<
  VehicleEvent,
  { type: Type }
>;
