import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';
import type { AsOf } from '../engine/as-of/as-of';
import type { Moment } from '../engine/as-of/moment';
import { PastOfStreams } from '../engine/as-of/past';
import { Freshness } from '../engine/freshness';
import { withoutStamp } from '../engine/projection';
import { noSuchTrip, noSuchTripYet, refuseStrangers } from '../trip-access';
import { tripTimeline, type TripTimeline } from './trip-timeline';

type Shown = TripTimeline & { readonly asOf: AsOf };

@Injectable()
export class TripTimelineQuery {
  constructor(
    private readonly freshness: Freshness,
    private readonly past: PastOfStreams,
  ) {}

  async timeline(tripId: string, actor: Actor, minPosition?: string): Promise<Shown> {
    const { documents, asOf } = await this.freshness.open(tripTimeline, minPosition);
    const found = await documents.findOne({ _id: tripId });
    if (!found) throw noSuchTrip();
    refuseStrangers(actor, found);
    return { ...withoutStamp(found), asOf };
  }

  /** As it was at that moment, for whoever may see it now. */
  async timelineAt(tripId: string, actor: Actor, moment: Moment): Promise<Shown> {
    const { then, now, asOf } = await this.past.of(tripTimeline, `trip-${tripId}`, tripId, moment);
    if (!now) throw noSuchTrip();
    refuseStrangers(actor, now);
    if (!then) throw noSuchTripYet();
    return { ...then, asOf };
  }
}
