import { Injectable } from '@nestjs/common';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness, type Opened } from '../engine/freshness';
import { after, pageOf, sortBy, type PageDto } from '../engine/paging';
import { withoutStamp } from '../engine/projection';
import { driverOffers, rankingsKey } from './driver-offers';
import type { OfferInLog, Ranking, RankingsOfSearch } from './driver-offers.document';

const LATEST_FIRST = { extendedAt: -1, _id: -1 } as const;
const PAGE = 50;

type Documents = Opened<OfferInLog | RankingsOfSearch>['documents'];

export type ShownOffer = Omit<OfferInLog, 'kind'> & {
  /** The comparison that the offer came of; null when it is not known any more. */
  readonly ranking: Ranking | null;
};

export interface OffersOfDriver {
  readonly offers: readonly ShownOffer[];
  readonly next: string | null;
  readonly asOf: AsOf;
}

interface Asked extends PageDto {
  readonly from?: string;
  readonly to?: string;
}

@Injectable()
export class DriverOffersQuery {
  constructor(private readonly freshness: Freshness) {}

  /** @param asked offers extended from `from` on, that moment included, until before `to` */
  async offersTo(driverId: string, asked: Asked, minPosition?: string): Promise<OffersOfDriver> {
    const { from = '', to = '9999', limit = PAGE, cursor } = asked;
    const { documents, asOf } = await this.freshness.open(driverOffers, minPosition);
    const found = await documents
      .find({ driverId, extendedAt: { $gte: from, $lt: to }, ...after(LATEST_FIRST, cursor) })
      .sort(sortBy(LATEST_FIRST))
      .limit(limit + 1)
      .toArray();
    const { items, next } = pageOf(LATEST_FIRST, found.filter(isOffer), limit);
    const rankings = await rankingsOf(documents, items);
    const offers = items.map((each) => shownOffer(withoutStamp(each), rankings));
    return { offers, next, asOf };
  }
}

function isOffer<T extends { readonly kind: string }>(
  document: T,
): document is Extract<T, { kind: 'offer' }> {
  return document.kind === 'offer';
}

async function rankingsOf(
  documents: Documents,
  offers: readonly OfferInLog[],
): Promise<ReadonlyMap<string, readonly Ranking[]>> {
  const keys = [...new Set(offers.map(rankingsKey))];
  if (keys.length === 0) return new Map();
  const found = await documents.find({ _id: { $in: keys }, kind: 'rankings' }).toArray();
  return new Map(
    found.map((each) => [each._id, each.kind === 'rankings' ? each.rankings : []] as const),
  );
}

function shownOffer(
  { kind: _kind, ...offer }: OfferInLog,
  rankings: ReadonlyMap<string, readonly Ranking[]>,
): ShownOffer {
  const ofSearch = rankings.get(rankingsKey(offer)) ?? [];
  const ranking = ofSearch.findLast(({ snapshotAt }) => snapshotAt <= offer.extendedAt) ?? null;
  return { ...offer, ranking };
}
