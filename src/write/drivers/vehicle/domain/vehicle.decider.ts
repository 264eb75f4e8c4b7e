import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { Decider } from '../../../../shared/kernel/decider';
import { transitionTable } from '../../../../shared/kernel/transition-table';
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
import { unknown, type Vehicle } from './vehicle';
import type { VehicleCommand, VehicleRule } from './vehicle.command';
import { VehicleInvalidTransition, VehicleNotFound, VehicleNotYours } from './vehicle.errors';
import { evolve } from './vehicle.evolve';

/** The transition table: whatever is not in it is refused. */
export const vehicleRules: readonly VehicleRule[] = [
  ...[registerVehicle, inspectVehicle, approveVehicle, noteInspectionExpiry],
  ...[lapseVehicle, retireVehicle, shareVehicle, unshareVehicle, holdVehicle, releaseVehicle],
];

const table = transitionTable({
  rules: vehicleRules,
  initialState: unknown,
  notFound: VehicleNotFound,
  notAllowed: VehicleInvalidTransition,
});

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
  return table.decide(command, vehicle);
}

/** Whoever drives it need not own it: that a car may be held is for its own rule to say. */
function refuseStrangers(command: VehicleCommand, vehicle: Vehicle): void {
  const { actor } = command.sent;
  if (actor.type === 'rider') throw new VehicleNotYours();
  if (actor.type !== 'driver' || vehicle.status === 'Unknown') return;
  if (command instanceof HoldVehicle) return;
  if (actor.id !== vehicle.ownerId) throw new VehicleNotYours();
}
