import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { noSuchTrip, refuseStrangers } from '../trip-access';
import { progressOf, type MatchingProgress } from './progress';
import { tripMatching } from './trip-matching';
import type { TripMatching } from './trip-matching.document';

type Shown = (TripMatching | MatchingProgress) & { readonly asOf: AsOf };

@Injectable()
export class TripMatchingQuery {
  constructor(private readonly freshness: Freshness) {}

  /** Everything for those whose duty it is; for the trip's rider how it goes, and nothing about drivers. */
  async of(tripId: string, actor: Actor, minPosition?: string): Promise<Shown> {
    const { documents, asOf } = await this.freshness.open(tripMatching, minPosition);
    const found = await documents.findOne({ _id: tripId });
    if (!found) throw noSuchTrip();
    return { ...shownTo(actor, withoutStamp(found), new Date().toISOString()), asOf };
  }
}

/** @throws ProblemException 403 when the trip is none of the reader's */
export function shownTo(
  actor: Actor,
  trip: TripMatching,
  at: string,
): TripMatching | MatchingProgress {
  refuseStrangers(actor, { riderId: trip.riderId, driverIds: [] });
  return actor.type === 'rider' ? progressOf(trip, at) : trip;
}
