import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import { rulesOf } from '../../../../shared/kernel/transition-table';
import type { Shift } from './shift';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class ShiftCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly driverId: DriverId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

/** `Unreachable` in `from`: also while nobody hears the driver. */
export const shiftRule = rulesOf<ShiftCommand, Shift, ShiftEvent, DriverId, 'Unreachable'>();

export type ShiftRule = ReturnType<typeof shiftRule>;
