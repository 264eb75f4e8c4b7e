import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';
import { Freshness, type AsOf } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { noSuchTrip, refuseStrangers } from '../trip-access';
import { tripLive, type TripLive } from './trip-live';

export type ShownTrip = Omit<TripLive, 'boardingPin'> & Partial<Pick<TripLive, 'boardingPin'>>;

@Injectable()
export class TripLiveQuery {
  constructor(private readonly freshness: Freshness) {}

  async trip(
    tripId: string,
    actor: Actor,
    minPosition?: string,
  ): Promise<ShownTrip & { readonly asOf: AsOf }> {
    const { documents, asOf } = await this.freshness.open(tripLive, minPosition);
    const found = await documents.findOne({ _id: tripId });
    if (!found) throw noSuchTrip();
    return { ...shownTo(actor, withoutStamp(found)), asOf };
  }
}

/** @throws ProblemException 403 when the trip is none of the reader's */
export function shownTo(actor: Actor, trip: TripLive): ShownTrip {
  const driverIds = trip.driver ? [trip.driver.driverId] : [];
  refuseStrangers(actor, { riderId: trip.riderId, driverIds });
  if (actor.type !== 'driver') return trip;
  // The rider says it at the door: a driver who could read it here would not have to meet them.
  const { boardingPin, ...shown } = trip;
  return shown;
}
