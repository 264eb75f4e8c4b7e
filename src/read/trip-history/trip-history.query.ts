import { Injectable } from '@nestjs/common';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { withoutStamp } from '../engine/projection';
import { tripHistory, type TripInHistory } from './trip-history';

const LATEST_FIRST = { requestedAt: -1, _id: -1 } as const;
const PAGE = 20;

export interface TripsOfRider {
  readonly trips: readonly TripInHistory[];
  readonly next: string | null;
  readonly asOf: AsOf;
}

@Injectable()
export class TripHistoryQuery {
  constructor(private readonly freshness: Freshness) {}

  async tripsOf(
    riderId: string,
    { limit = PAGE, cursor }: PageDto,
    minPosition?: string,
  ): Promise<TripsOfRider> {
    const { documents, asOf } = await this.freshness.open(tripHistory, minPosition);
    const found = await documents
      .find({ riderId, ...after(LATEST_FIRST, cursor) })
      .sort(sortBy(LATEST_FIRST))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(LATEST_FIRST, found, limit);
    return { trips: items.map((trip) => withoutStamp(trip)), next, asOf };
  }
}
