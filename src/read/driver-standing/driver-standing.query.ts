import { Injectable } from '@nestjs/common';
import { noSuchDriver } from '../driver-access';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { driverStanding, type DriverStanding } from './driver-standing';

/** Fewer say nothing about a driver. */
const LEAST = 10;

export type ShownStanding = Omit<DriverStanding, 'offers' | 'accepted'> & {
  /** Of the last 100 offers, one that ran out counting as declined; null below ten. */
  readonly acceptanceRate: number | null;
  /** Of the last 100 acceptances, those given back by the driver's own fault; null below ten. */
  readonly cancellationRate: number | null;
  readonly offers: number;
  readonly acceptances: number;
};

@Injectable()
export class DriverStandingQuery {
  constructor(private readonly freshness: Freshness) {}

  async driver(
    driverId: string,
    minPosition?: string,
  ): Promise<ShownStanding & { readonly asOf: AsOf }> {
    const { documents, asOf } = await this.freshness.open(driverStanding, minPosition);
    const found = await documents.findOne({ _id: driverId });
    if (!found) throw noSuchDriver();
    return { ...shownStanding(withoutStamp(found)), asOf };
  }
}

export function shownStanding({ offers, accepted, ...rest }: DriverStanding): ShownStanding {
  return {
    ...{ ...rest, offers: offers.length, acceptances: accepted.length },
    acceptanceRate: shareOf(offers, (outcome) => outcome === 'accepted'),
    cancellationRate: shareOf(accepted, ({ cancelled }) => cancelled),
  };
}

function shareOf<T>(all: readonly T[], isOne: (each: T) => boolean): number | null {
  return all.length < LEAST ? null : all.filter(isOne).length / all.length;
}
