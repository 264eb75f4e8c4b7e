import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import type { DriverStatus, In } from './driver';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class DriverCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly driverId: DriverId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

/** One row of the driver's transition table: a command, the states it may come in, and what it then makes true. */
export interface DriverRule {
  readonly command: DriverCommandClass;
  readonly from: readonly DriverStatus[];
  readonly decide: (command: never, driver: never) => readonly DriverEvent[];
}

export type DriverCommandClass<C extends DriverCommand = DriverCommand> = new (
  driverId: DriverId,
  data: never,
  sent: Sent,
) => C;

export function driverRule<C extends DriverCommand, const S extends DriverStatus>(
  command: DriverCommandClass<C>,
  from: readonly S[],
  decide: (command: C, driver: In<S>) => readonly DriverEvent[],
): DriverRule {
  return { command, from, decide };
}
