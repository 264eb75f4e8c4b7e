import { Injectable } from '@nestjs/common';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { withoutStamp } from '../engine/projection';
import { meanOf, percentile, PICKUP_ERROR_EDGES, TIME_TO_MATCH_EDGES } from './distribution';
import { marketMinute } from './market-minute';
import type { MarketMinute } from './market-minute.document';

const BY_MINUTE = { _id: 1 } as const;
/** Sorts behind every key of its minute, hour or day. */
const END = '~';
const PAGE = 1000;

export type ShownMinute = Omit<MarketMinute, 'awaited'> & {
  readonly matchRate: number | null;
  /** Of the offers that were answered, or not in time. */
  readonly acceptanceRate: number | null;
  readonly meanTimeToMatchS: number | null;
  readonly p50TimeToMatchS: number | null;
  readonly p95TimeToMatchS: number | null;
  /** Positive: later than promised. */
  readonly pickupBiasS: number | null;
  readonly pickupMaeS: number | null;
};

export interface MarketMinutes {
  readonly rows: readonly ShownMinute[];
  /** Of the buckets, in seconds. */
  readonly edges: {
    readonly timeToMatch: readonly number[];
    readonly pickupError: readonly number[];
  };
  readonly next: string | null;
  readonly asOf: AsOf;
}

interface Asked extends PageDto {
  readonly from?: string;
  readonly to?: string;
  readonly city?: string;
}

@Injectable()
export class MarketMinuteQuery {
  constructor(private readonly freshness: Freshness) {}

  async minutes(asked: Asked, minPosition?: string): Promise<MarketMinutes> {
    const { from = '', to = '9999', city, limit = PAGE, cursor } = asked;
    const { documents, asOf } = await this.freshness.open(marketMinute, minPosition);
    const found = await documents
      .find({
        _id: { $gte: from, $lt: to + END },
        ...(city === undefined ? {} : { cityId: city }),
        ...after(BY_MINUTE, cursor),
      })
      .sort(sortBy(BY_MINUTE))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(BY_MINUTE, found, limit);
    const edges = { timeToMatch: TIME_TO_MATCH_EDGES, pickupError: PICKUP_ERROR_EDGES };
    return { rows: items.map((row) => shownMinute(withoutStamp(row))), edges, next, asOf };
  }
}

export function shownMinute({ awaited: _awaited, ...row }: MarketMinute): ShownMinute {
  const { offers, timeToMatch, pickupError } = row;
  const answered = offers.accepted + offers.declined + offers.expired;
  const toMatch = (share: number) => percentile(timeToMatch, share, TIME_TO_MATCH_EDGES);
  const { count, absoluteSum: sum, buckets } = pickupError;
  return {
    ...row,
    matchRate: shareOf(row.matched, row.requested),
    acceptanceRate: shareOf(offers.accepted, answered),
    meanTimeToMatchS: meanOf(timeToMatch),
    ...{ p50TimeToMatchS: toMatch(0.5), p95TimeToMatchS: toMatch(0.95) },
    ...{ pickupBiasS: meanOf(pickupError), pickupMaeS: meanOf({ count, sum, buckets }) },
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1000) / 1000;
}
