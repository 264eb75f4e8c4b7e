import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { Decider } from '../../../../shared/kernel/decider';
import {
  holdVehicle,
  releaseVehicle,
  shareVehicle,
  unshareVehicle,
  HoldVehicle,
} from './hold-vehicle';
import {
  approveVehicle,
  inspectVehicle,
  lapseVehicle,
  noteInspectionExpiry,
  retireVehicle,
} from './inspect-vehicle';
import { registerVehicle } from './register-vehicle';
import { unknown, type Vehicle, type VehicleStatus } from './vehicle';
import type { VehicleCommand, VehicleRule } from './vehicle.command';
import { VehicleInvalidTransition, VehicleNotFound, VehicleNotYours } from './vehicle.errors';
import { evolve } from './vehicle.evolve';

/** The transition table: whatever is not in it is refused. */
export const vehicleRules: readonly VehicleRule[] = [
  ...[registerVehicle, inspectVehicle, approveVehicle, noteInspectionExpiry],
  ...[lapseVehicle, retireVehicle, shareVehicle, unshareVehicle, holdVehicle, releaseVehicle],
];

export const vehicleDecider: Decider<VehicleCommand, Vehicle, VehicleEvent> = {
  category: 'vehicle',
  initialState: unknown,
  evolve,
  decide,
  about: (vehicle) =>
    vehicle.status === 'Unknown'
      ? { cityId: '', subjectIds: [] }
      : { cityId: vehicle.cityId, subjectIds: [vehicle.ownerId] },
};

function decide(command: VehicleCommand, vehicle: Vehicle): readonly VehicleEvent[] {
  refuseStrangers(command, vehicle);
  const rule = vehicleRules.find((each) => command instanceof each.command);
  if (!rule?.from.includes(vehicle.status)) throw refusal(command, vehicle);
  return rule.decide(command as never, vehicle as never);
}

/** Whoever drives it need not own it: that a car may be held is for its own rule to say. */
function refuseStrangers(command: VehicleCommand, vehicle: Vehicle): void {
  const { actor } = command.sent;
  if (actor.type === 'rider') throw new VehicleNotYours();
  if (actor.type !== 'driver' || vehicle.status === 'Unknown') return;
  if (command instanceof HoldVehicle) return;
  if (actor.id !== vehicle.ownerId) throw new VehicleNotYours();
}

function refusal(command: VehicleCommand, { status }: Vehicle): Error {
  return status === 'Unknown'
    ? new VehicleNotFound()
    : new VehicleInvalidTransition(command.type, status, commandsAllowedIn(status));
}

function commandsAllowedIn(status: VehicleStatus): readonly string[] {
  return vehicleRules
    .filter(({ from }) => from.includes(status))
    .map(({ command }) => command.name);
}
