import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';
import type { AsOf } from '../engine/as-of/as-of';
import type { Moment } from '../engine/as-of/moment';
import { PastOfStreams } from '../engine/as-of/past';
import { Freshness } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { noSuchTrip, noSuchTripYet, refuseStrangers } from '../trip-access';
import { tripLive, type TripLive } from './trip-live';

export type ShownTrip = Omit<TripLive, 'boardingPin'> & Partial<Pick<TripLive, 'boardingPin'>>;

type ShownAsOf = ShownTrip & { readonly asOf: AsOf };

@Injectable()
export class TripLiveQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly past: PastOfStreams,
  ) {}

  async trip(tripId: string, actor: Actor, minPosition?: string): Promise<ShownAsOf> {
    const { documents, asOf } = await this.freshness.open(tripLive, minPosition);
    const found = await documents.findOne({ _id: tripId });
    if (!found) throw noSuchTrip();
    return { ...shownTo(actor, withoutStamp(found)), asOf };
  }

  /** As it was at that moment, for whoever may see it now. */
  async tripAt(tripId: string, actor: Actor, moment: Moment): Promise<ShownAsOf> {
    const { then, now, asOf } = await this.past.of(tripLive, `trip-${tripId}`, tripId, moment);
    if (!now) throw noSuchTrip();
    refuseStrangersTo(now, actor);
    if (!then) throw noSuchTripYet();
    return { ...withoutSecrets(actor, then), asOf };
  }
}

/** @throws ProblemException 403 when the trip is none of the reader's */
export function shownTo(actor: Actor, trip: TripLive): ShownTrip {
  refuseStrangersTo(trip, actor);
  return withoutSecrets(actor, trip);
}

function refuseStrangersTo({ riderId, driver }: TripLive, actor: Actor): void {
  refuseStrangers(actor, { riderId, driverIds: driver ? [driver.driverId] : [] });
}

function withoutSecrets(actor: Actor, trip: TripLive): ShownTrip {
  if (actor.type !== 'driver') return trip;
  // The rider says it at the door: a driver who could read it here would not have to meet them.
  const { boardingPin, ...shown } = trip;
  return shown;
}
