import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import type { In, ShiftStatus } from './shift';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class ShiftCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly driverId: DriverId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

/** One row of the shift's transition table. `Unreachable` in `from`: also while nobody hears the driver. */
export interface ShiftRule {
  readonly command: ShiftCommandClass;
  readonly from: readonly (ShiftStatus | 'Unreachable')[];
  readonly decide: (command: never, shift: never) => readonly ShiftEvent[];
}

export type ShiftCommandClass<C extends ShiftCommand = ShiftCommand> = new (
  driverId: DriverId,
  data: never,
  sent: Sent,
) => C;

export function shiftRule<C extends ShiftCommand, const S extends ShiftStatus | 'Unreachable'>(
  command: ShiftCommandClass<C>,
  from: readonly S[],
  decide: (command: C, shift: In<Exclude<S, 'Unreachable'>>) => readonly ShiftEvent[],
): ShiftRule {
  return { command, from, decide };
}
