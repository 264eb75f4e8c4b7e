import { Injectable } from '@nestjs/common';
import { hoursLeftS } from '../../shared/kernel/working-hours';
import { noSuchDriver } from '../driver-access';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { QueuePlaces, type WaitingDriver } from '../queue-places';
import { driverNow, workUntil } from './driver-now';
import type { DriverNow } from './driver-now.document';

export type ShownDriver = Omit<DriverNow, 'shiftState' | 'work' | 'workedUntil'> & {
  readonly shiftState: DriverNow['shiftState'] | 'Unreachable';
  /** By the policy of the last shift, as of the moment of asking; null before the first. */
  readonly hoursLeftS: number | null;
  readonly zoneQueue: WaitingDriver | null;
  readonly asOf: AsOf;
};

@Injectable()
export class DriverNowQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly queues: QueuePlaces,
  ) {}

  async driver(driverId: string, minPosition?: string): Promise<ShownDriver> {
    const { documents, asOf } = await this.freshness.open(driverNow, minPosition);
    const found = await documents.findOne({ _id: driverId });
    if (!found) throw noSuchDriver();
    const zoneQueue = await this.queues.of(driverId, minPosition);
    return { ...shownAt(withoutStamp(found), new Date().toISOString()), zoneQueue, asOf };
  }
}

/** Blocks that are over are no blocks any more, although nothing happens when one ends. */
export function shownAt(driver: DriverNow, at: string): Omit<ShownDriver, 'zoneQueue' | 'asOf'> {
  const { work: _work, workedUntil: _until, ...shown } = driver;
  const { hoursPolicy, cityId } = driver;
  const left = hoursPolicy && hoursLeftS(hoursPolicy, cityId, workUntil(driver, at), at);
  return {
    ...shown,
    shiftState: driver.isReachable ? driver.shiftState : 'Unreachable',
    blocks: driver.blocks.filter(({ until }) => until === null || until > at),
    hoursLeftS: left === null ? null : Math.max(0, Math.floor(left)),
  };
}
