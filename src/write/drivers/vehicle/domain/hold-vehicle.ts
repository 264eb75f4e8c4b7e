import type { VehicleEventOf } from '../../../../shared/events/vehicle.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import { factsOf, isOn, type Holder } from './vehicle';
import { VehicleCommand, vehicleRule } from './vehicle.command';
import { VehicleNotYours, VehicleOnAnotherShift } from './vehicle.errors';

/** Takes a car for a shift that is about to begin under this number. */
export class HoldVehicle extends VehicleCommand<Holder> {
  readonly type = 'HoldVehicle';
}

export const holdVehicle = vehicleRule(HoldVehicle, ['Approved'], ({ data, sent }, vehicle) => {
  const { driverId, shiftNo } = data;
  const mayDrive = vehicle.ownerId === driverId || vehicle.sharedWith.includes(driverId);
  if (!mayDrive) throw new VehicleNotYours();
  if (isOn(vehicle.heldBy, data)) return [];
  if (vehicle.heldBy) throw new VehicleOnAnotherShift();
  const facts = factsOf(vehicle, sent.occurredAt);
  return [{ type: 'VehicleHeld', data: { ...facts, driverId, shiftNo } }];
});

const ANY = ['Registered', 'Inspected', 'Approved', 'Lapsed', 'Retired'] as const;

/** Gives it back. Nothing to do when another shift has it by now. */
export class ReleaseVehicle extends VehicleCommand<
  Holder & { readonly cause: VehicleEventOf<'VehicleReleased'>['data']['cause'] }
> {
  readonly type = 'ReleaseVehicle';
}

export const releaseVehicle = vehicleRule(ReleaseVehicle, ANY, ({ data, sent }, vehicle) => {
  if (!isOn(vehicle.heldBy, data)) return [];
  const { driverId, shiftNo, cause } = data;
  const facts = factsOf(vehicle, sent.occurredAt);
  return [{ type: 'VehicleReleased', data: { ...facts, driverId, shiftNo, cause } }];
});

/** The owner lets somebody else drive it. */
export class ShareVehicle extends VehicleCommand<{ readonly driverId: DriverId }> {
  readonly type = 'ShareVehicle';
}

const NOT_OVER = ['Registered', 'Inspected', 'Approved', 'Lapsed'] as const;

export const shareVehicle = vehicleRule(ShareVehicle, NOT_OVER, ({ data, sent }, vehicle) => {
  const { driverId } = data;
  if (vehicle.sharedWith.includes(driverId)) return [];
  return [{ type: 'VehicleShared', data: { ...factsOf(vehicle, sent.occurredAt), driverId } }];
});

/** Not from the next shift on. */
export class UnshareVehicle extends VehicleCommand<{ readonly driverId: DriverId }> {
  readonly type = 'UnshareVehicle';
}

export const unshareVehicle = vehicleRule(UnshareVehicle, ANY, ({ data, sent }, vehicle) => {
  const { driverId } = data;
  if (!vehicle.sharedWith.includes(driverId)) return [];
  return [{ type: 'VehicleUnshared', data: { ...factsOf(vehicle, sent.occurredAt), driverId } }];
});
