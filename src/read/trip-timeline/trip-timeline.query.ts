import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';
import { Freshness, type AsOf } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { noSuchTrip, refuseStrangers } from '../trip-access';
import { tripTimeline, type TripTimeline } from './trip-timeline';

@Injectable()
export class TripTimelineQuery {
  constructor(private readonly freshness: Freshness) {}

  async timeline(
    tripId: string,
    actor: Actor,
    minPosition?: string,
  ): Promise<TripTimeline & { readonly asOf: AsOf }> {
    const { documents, asOf } = await this.freshness.open(tripTimeline, minPosition);
    const found = await documents.findOne({ _id: tripId });
    if (!found) throw noSuchTrip();
    refuseStrangers(actor, found);
    return { ...withoutStamp(found), asOf };
  }
}
