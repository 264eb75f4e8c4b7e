import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { VehicleId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import type { VehicleStatus, In } from './vehicle';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class VehicleCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly vehicleId: VehicleId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

/** One row of the car’s transition table: a command, the states it may come in, and what it then makes true. */
export interface VehicleRule {
  readonly command: VehicleCommandClass;
  readonly from: readonly VehicleStatus[];
  readonly decide: (command: never, vehicle: never) => readonly VehicleEvent[];
}

export type VehicleCommandClass<C extends VehicleCommand = VehicleCommand> = new (
  vehicleId: VehicleId,
  data: never,
  sent: Sent,
) => C;

export function vehicleRule<C extends VehicleCommand, const S extends VehicleStatus>(
  command: VehicleCommandClass<C>,
  from: readonly S[],
  decide: (command: C, vehicle: In<S>) => readonly VehicleEvent[],
): VehicleRule {
  return { command, from, decide };
}
