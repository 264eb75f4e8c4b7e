import type { DriverId } from '../../shared/kernel/ids';
import { secondsBetween, type Instant } from '../../shared/kernel/time';
import { heldBy, type Offer } from '../../write/drivers/shift/domain/shift';
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
    const held = heldBy(shift);
    if (!held || secondsBetween(lastAt, at) < EXTENDED_WITHIN_S) continue;
    if (isUnmade(city, region, held)) {
      orphans.push({ driverId: shift.driverId, offerId: held.offerId });
    }
  }
  return orphans;
}

/** Of a search that nobody knows, who knows: the reservation ends by itself. */
function isUnmade(city: City, region: Region, { tripId, offerId }: Offer): boolean {
  const search = city.searches.of(tripId);
  if (!search || !region.takes(search.market)) return false;
  return search.offers.every((offer) => offer.offerId !== offerId);
}
