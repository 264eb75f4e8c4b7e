import { Injectable } from '@nestjs/common';
import type { Actor } from '../../shared/kernel/actor';
import { keysIn } from '../engine/fold';
import { Freshness } from '../engine/freshness';
import { withoutStamp, type Projection } from '../engine/projection';
import { tripTopic, type Told } from '../engine/stream/audience';
import type { Line } from '../engine/stream/line';
import { Lines, outpaced } from '../engine/stream/lines';
import { behind, LogWatch } from '../engine/stream/log-watch';
import { noSuchTrip } from '../trip-access';
import { tripMatching } from './trip-matching';
import type { TripMatching } from './trip-matching.document';
import { shownTo } from './trip-matching.query';

const projection: Projection<TripMatching> = tripMatching;
const TRIES = 3;

/** How the search goes, live, in the same words as the query's. A stream that is taken up again begins anew. */
@Injectable()
export class TripMatchingStream {
  constructor(
    private readonly freshness: Freshness,
    private readonly watch: LogWatch,
    private readonly lines: Lines,
  ) {}

  /** @throws ProblemException 404, 403, 503; 202 when the read model is too far behind */
  async open(tripId: string, actor: Actor): Promise<Line> {
    this.lines.expectRoom();
    let minPosition: string | undefined;
    for (let left = TRIES; left > 0; left--) {
      const { documents, asOf } = await this.freshness.open(tripMatching, minPosition);
      const found = await documents.findOne({ _id: tripId });
      if (!found) throw noSuchTrip();
      const position = asOf.position ?? '';
      this.watch.beginAt(position);
      // From here on nothing may come between what is remembered and what is listened to.
      const missed = this.watch.since(behind(position));
      if (missed) return this.begin(withoutStamp(found), found._at, missed, actor);
      minPosition = this.watch.remembersFrom;
    }
    throw outpaced();
  }

  private begin(from: TripMatching, at: string, missed: readonly Told[], actor: Actor): Line {
    let trip = from;
    const shown = () => shownTo(actor, trip, new Date().toISOString());
    const snapshot = shown();
    const take = ({ place, event }: Told) => {
      if (place <= at || !keysIn(projection, event).includes(trip.tripId)) return;
      trip = projection.evolve(trip, event, trip.tripId) ?? trip;
      line.send({ type: 'change', id: place, data: shown() });
    };
    const listener = this.watch.join(take, () => line.cut('INTERNAL'));
    const line = this.lines.line(() => listener.leave());
    line.send({ type: 'snapshot', id: at, data: snapshot });
    for (const told of missed) take(told);
    listener.listenTo(tripTopic(trip.tripId));
    return line;
  }
}
