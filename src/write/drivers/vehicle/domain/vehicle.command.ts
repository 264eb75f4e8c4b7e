import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { VehicleId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import { rulesOf } from '../../../../shared/kernel/transition-table';
import type { Vehicle } from './vehicle';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class VehicleCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly vehicleId: VehicleId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

export const vehicleRule = rulesOf<VehicleCommand, Vehicle, VehicleEvent, VehicleId>();

export type VehicleRule = ReturnType<typeof vehicleRule>;
