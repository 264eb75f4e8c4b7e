import { Injectable } from '@nestjs/common';
import { ZoneMap } from '../../shared/geography/zone-map';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { withoutStamp } from '../engine/projection';
import { tripBoard, type TripOnBoard } from './trip-board';

const ACTIVE = ['Scheduled', 'Requested', 'Matching', 'EnRoute', 'AtPickup', 'InProgress'] as const;
const ENDED = ['Completed', 'Settled', 'Unfulfilled', 'Cancelled', 'NoShow', 'Aborted'] as const;
export const TRIP_STATUSES = [...ACTIVE, ...ENDED];

const LONGEST_FIRST = { since: 1, _id: 1 } as const;
const PAGE = 100;

export interface Board {
  readonly trips: readonly (TripOnBoard & {
    readonly zone: string | null;
    readonly late: boolean;
  })[];
  readonly next: string | null;
  readonly asOf: AsOf;
}

interface Asked extends PageDto {
  readonly status?: string;
  readonly zone?: string;
}

@Injectable()
export class TripBoardQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly zones: ZoneMap,
  ) {}

  async board({ status, zone, limit = PAGE, cursor }: Asked, minPosition?: string): Promise<Board> {
    const { documents, asOf } = await this.freshness.open(tripBoard, minPosition);
    const found = await documents
      .find({
        status: status ?? { $in: [...ACTIVE] },
        ...(zone === undefined ? {} : { zoneId: zone === 'none' ? null : Number(zone) }),
        ...after(LONGEST_FIRST, cursor),
      })
      .sort(sortBy(LONGEST_FIRST))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(LONGEST_FIRST, found, limit);
    return { trips: items.map((card) => this.shown(withoutStamp(card))), next, asOf };
  }

  private shown(card: TripOnBoard): Board['trips'][number] {
    const zone = card.zoneId === null ? null : (this.zones.zone(card.zoneId)?.zone ?? null);
    return { ...card, zone, late: isLate(card) };
  }
}

/** The driver was promised for a time that has passed. */
function isLate({ status, promisedPickupAt }: TripOnBoard): boolean {
  return (
    status === 'EnRoute' && promisedPickupAt !== null && Date.parse(promisedPickupAt) < Date.now()
  );
}
