import { Injectable } from '@nestjs/common';
import { ZoneMap } from '../../shared/geography/zone-map';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { marketHour, type MarketHour } from './market-hour';

const BY_HOUR = { _id: 1 } as const;
/** Sorts behind every key of its hour. */
const END_OF_HOUR = '/~';
const PAGE = 10_000;

export interface MarketRow extends Pick<
  MarketHour,
  | 'zoneId'
  | 'hour'
  | 'requested'
  | 'completed'
  | 'cancelled'
  | 'unfulfilled'
  | 'fareMinor'
  | 'currency'
> {
  readonly zone: string | null;
  readonly borough: string | null;
  /** The mean; null while nobody was picked up. */
  readonly minutesToPickup: number | null;
}

export interface MarketHours {
  readonly rows: readonly MarketRow[];
  readonly next: string | null;
  readonly asOf: AsOf;
}

interface Asked extends PageDto {
  readonly from?: string;
  readonly to?: string;
  readonly zone?: string;
}

@Injectable()
export class MarketHourQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly zones: ZoneMap,
  ) {}

  async hours(asked: Asked, minPosition?: string): Promise<MarketHours> {
    const { from, to, zone, limit = PAGE, cursor } = asked;
    const { documents, asOf } = await this.freshness.open(marketHour, minPosition);
    const found = await documents
      .find({
        _id: {
          $gte: hourOf(from, 'T00') ?? '',
          $lt: (hourOf(to, 'T23') ?? '9999') + END_OF_HOUR,
        },
        ...(zone === undefined ? {} : { zoneId: zone === 'none' ? null : Number(zone) }),
        ...after(BY_HOUR, cursor),
      })
      .sort(sortBy(BY_HOUR))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(BY_HOUR, found, limit);
    return { rows: items.map((row) => this.shown(row)), next, asOf };
  }

  private shown({ pickups, pickupSeconds, ...row }: MarketHour): MarketRow {
    const { zoneId, hour, requested, completed, cancelled, unfulfilled, fareMinor, currency } = row;
    const place = zoneId === null ? undefined : this.zones.zone(zoneId);
    return {
      ...{ zoneId, zone: place?.zone ?? null, borough: place?.borough ?? null },
      ...{ hour, requested, completed, cancelled, unfulfilled, fareMinor, currency },
      minutesToPickup: pickups === 0 ? null : Math.round(pickupSeconds / pickups / 6) / 10,
    };
  }
}

function hourOf(asked: string | undefined, hourOfDay: string): string | undefined {
  return asked?.length === 10 ? asked + hourOfDay : asked;
}
