import type { DriverId } from '../../shared/kernel/ids';
import { secondsBetween, type Instant } from '../../shared/kernel/time';
import type { City } from './city';
import type { Region } from './regions';

/** Whoever reserves a driver extends the offer within moments, or has died in between. */
const EXTENDED_WITHIN_S = 2;

export interface Orphan {
  readonly driverId: DriverId;
  readonly offerId: string;
}

/** Drivers who are held for an offer that their search, one of this region's, has never made. */
export function orphansIn(city: City, region: Region, at: Instant): Orphan[] {
  const orphans: Orphan[] = [];
  for (const { shift, lastAt } of city.drivers.all()) {
    if (shift.status !== 'Reserved' || secondsBetween(lastAt, at) < EXTENDED_WITHIN_S) continue;
    const { offerId, tripId } = shift.reservation;
    const search = city.searches.of(tripId);
    if (!search || !region.takes(search.market)) continue;
    const isMade = search.offers.some((offer) => offer.offerId === offerId);
    if (!isMade) orphans.push({ driverId: shift.driverId, offerId });
  }
  return orphans;
}
