import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import { rulesOf } from '../../../../shared/kernel/transition-table';
import type { Driver } from './driver';

/** A class only because the command bus routes by class; to the rules it is plain data. */
export abstract class DriverCommand<Data extends object = object> {
  abstract readonly type: string;

  constructor(
    readonly driverId: DriverId,
    readonly data: Data,
    readonly sent: Sent,
  ) {}
}

export const driverRule = rulesOf<DriverCommand, Driver, DriverEvent, DriverId>();

export type DriverRule = ReturnType<typeof driverRule>;
