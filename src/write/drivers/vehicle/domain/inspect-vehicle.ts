import type { VehicleEvent, VehicleEventOf } from '../../../../shared/events/vehicle.events';
import { noticeDue } from '../../../../shared/kernel/expiry';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, type KnownVehicle } from './vehicle';
import { VehicleCommand, vehicleRule } from './vehicle.command';
import { InspectionOver } from './vehicle.errors';

const NOT_OVER = ['Registered', 'Inspected', 'Approved', 'Lapsed'] as const;

export class InspectVehicle extends VehicleCommand<{
  readonly passed: boolean;
  /** Of a passed one. */
  readonly validUntil?: Instant;
}> {
  readonly type = 'InspectVehicle';
}

/** A car that fails is off the road from then on. */
export const inspectVehicle = vehicleRule(InspectVehicle, NOT_OVER, ({ data, sent }, vehicle) => {
  const at = sent.occurredAt;
  const validUntil = data.passed ? (data.validUntil ?? null) : null;
  if (data.passed && (validUntil === null || validUntil <= at))
    throw new InspectionOver(validUntil);
  const inspected: VehicleEvent = {
    type: 'VehicleInspected',
    data: {
      ...{ ...factsOf(vehicle, at), passed: data.passed, inspectedBy: sent.actor.id, validUntil },
    },
  };
  const hasLapsed = !data.passed && vehicle.status === 'Approved';
  return hasLapsed ? [inspected, lapsed(vehicle, at, 'inspection-failed')] : [inspected];
});

/** Looks whether the inspection runs out soon, or has. */
export class NoteInspectionExpiry extends VehicleCommand<{
  /** Of the inspection that was meant: another may have come in its place. */
  readonly validUntil: Instant;
}> {
  readonly type = 'NoteInspectionExpiry';
}

const ANY = [...NOT_OVER, 'Retired'] as const;

export const noteInspectionExpiry = vehicleRule(NoteInspectionExpiry, ANY, (command, vehicle) => {
  const { validUntil } = command.data;
  const at = command.sent.occurredAt;
  const daysLeft = noticeDue(validUntil, at);
  if (daysLeft === undefined || vehicle.inspectedUntil !== validUntil) return [];
  if (vehicle.status === 'Retired' || daysLeft >= (vehicle.noticed ?? Infinity)) return [];
  return daysLeft === 0
    ? [lapsed(vehicle, at, 'inspection-expired')]
    : [{ type: 'InspectionExpiring', data: { ...factsOf(vehicle, at), validUntil, daysLeft } }];
});

export class ApproveVehicle extends VehicleCommand<{ readonly tiers: string[] }> {
  readonly type = 'ApproveVehicle';
}

export const approveVehicle = vehicleRule(
  ApproveVehicle,
  ['Inspected'],
  ({ data: { tiers }, sent }, vehicle) => {
    const at = sent.occurredAt;
    const { inspectedUntil } = vehicle;
    if (inspectedUntil === null || inspectedUntil <= at) throw new InspectionOver(inspectedUntil);
    const facts = factsOf(vehicle, at);
    return [{ type: 'VehicleApproved', data: { ...facts, tiers, approvedBy: sent.actor.id } }];
  },
);

/** Operations take a car off the road, until it is inspected and approved again. */
export class LapseVehicle extends VehicleCommand {
  readonly type = 'LapseVehicle';
}

export const lapseVehicle = vehicleRule(
  LapseVehicle,
  ['Inspected', 'Approved'],
  ({ sent }, vehicle) => [lapsed(vehicle, sent.occurredAt, 'ops')],
);

/** For good. */
export class RetireVehicle extends VehicleCommand<{ readonly reasonCode: string }> {
  readonly type = 'RetireVehicle';
}

export const retireVehicle = vehicleRule(RetireVehicle, NOT_OVER, ({ data, sent }, vehicle) => {
  const facts = factsOf(vehicle, sent.occurredAt);
  const { heldBy } = vehicle;
  return [{ type: 'VehicleRetired', data: { ...facts, reasonCode: data.reasonCode, heldBy } }];
});

function lapsed(
  vehicle: KnownVehicle,
  at: Instant,
  cause: VehicleEventOf<'VehicleLapsed'>['data']['cause'],
): VehicleEvent {
  const { heldBy } = vehicle;
  return { type: 'VehicleLapsed', data: { ...factsOf(vehicle, at), cause, heldBy } };
}
