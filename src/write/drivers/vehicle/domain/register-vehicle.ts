import type { DriverId } from '../../../../shared/kernel/ids';
import { VehicleCommand, vehicleRule } from './vehicle.command';
import { VehicleNotYours } from './vehicle.errors';

export class RegisterVehicle extends VehicleCommand<{
  readonly ownerId: DriverId;
  readonly cityId: string;
  readonly tiers: string[];
  readonly seats: number;
  readonly wheelchair: boolean;
  readonly childSeat: boolean;
  readonly year: number;
  readonly plate: string;
  readonly vin: string;
}> {
  readonly type = 'RegisterVehicle';
}

export const registerVehicle = vehicleRule(RegisterVehicle, ['Unknown'], (command) => {
  const { vehicleId, data, sent } = command;
  if (sent.actor.type === 'driver' && sent.actor.id !== data.ownerId) throw new VehicleNotYours();
  return [{ type: 'VehicleRegistered', data: { vehicleId, at: sent.occurredAt, ...data } }];
});
