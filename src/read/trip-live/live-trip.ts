import { Injectable, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import { endWith, ignoreElements, interval, map, merge, Observable, share, takeUntil } from 'rxjs';
import type { RecordedTripEvent } from '../../shared/events/trip.events';
import { EventStore } from '../../shared/event-store/event-store';
import { ProblemException } from '../../shared/http/problem';
import type { Actor } from '../../shared/kernel/actor';
import { formatPosition } from '../../shared/kernel/log-position';
import { noSuchTrip } from '../trip-access';
import { tripLive, type TripLive } from './trip-live';
import { shownTo } from './trip-live.query';

const HEARTBEAT_MS = 15_000;
const MOST_FOLLOWERS = 1000;

/** A trip as far as its own stream has been folded. */
interface Folded {
  readonly trip: TripLive;
  readonly last: RecordedTripEvent;
}

/**
 * A trip on a screen. The same fold as the read model's, run on the trip's own stream: nothing is polled, every read
 * process can do it, and the screen is never older than the log.
 */
@Injectable()
export class LiveTrip implements BeforeApplicationShutdown {
  private readonly following = new Set<AbortController>();

  constructor(private readonly store: EventStore) {}

  beforeApplicationShutdown(): void {
    for (const follower of this.following) follower.abort();
  }

  /**
   * @param lastEventId the revision that the screen shows already: only what came after it is sent
   * @throws ProblemException 404, 403, or 503 when too many screens are open here
   */
  async follow(
    tripId: string,
    actor: Actor,
    lastEventId: string | undefined,
  ): Promise<Observable<MessageEvent>> {
    if (this.following.size >= MOST_FOLLOWERS) throw tooMany();
    const { events } = await this.store.readStream(`trip-${tripId}`);
    const folded = fold(undefined, events as readonly RecordedTripEvent[]);
    if (!folded) throw noSuchTrip();
    shownTo(actor, folded.trip);
    const shown = revisionOf(lastEventId) ?? -1n;
    const changes = new Observable<MessageEvent>((screen) => {
      const follower = new AbortController();
      this.following.add(follower);
      if (folded.last.revision > shown) screen.next(message('snapshot', folded, actor));
      this.send(tripId, folded, actor, follower.signal, (change) => screen.next(change))
        .then(() => screen.complete())
        .catch((error: unknown) => screen.error(error));
      return () => {
        follower.abort();
        this.following.delete(follower);
      };
    });
    return withHeartbeats(changes);
  }

  private async send(
    tripId: string,
    from: Folded,
    actor: Actor,
    signal: AbortSignal,
    show: (change: MessageEvent) => void,
  ): Promise<void> {
    let folded = from;
    const batches = this.store.subscribeToStream(`trip-${tripId}`, from.last.revision, signal);
    for await (const batch of batches) {
      for (const { events } of batch) {
        const next = fold(folded.trip, events as readonly RecordedTripEvent[]);
        if (!next) continue;
        folded = next;
        show(message('change', folded, actor));
      }
    }
  }
}

/** Heartbeats keep proxies from closing a quiet line; they end with the changes. */
function withHeartbeats(changes: Observable<MessageEvent>): Observable<MessageEvent> {
  const heartbeats = interval(HEARTBEAT_MS).pipe(
    map((): MessageEvent => ({ type: 'heartbeat', data: { at: new Date().toISOString() } })),
  );
  const shared = changes.pipe(share());
  return merge(shared, heartbeats.pipe(takeUntil(shared.pipe(ignoreElements(), endWith(true)))));
}

function fold(
  before: TripLive | undefined,
  events: readonly RecordedTripEvent[],
): Folded | undefined {
  const last = events.at(-1);
  const trip = events.reduce<TripLive | undefined>(
    (folded, event) => tripLive.evolve(folded, event, event.data.tripId),
    before,
  );
  return trip && last && { trip, last };
}

function message(type: string, { trip, last }: Folded, actor: Actor): MessageEvent {
  const asOf = { position: formatPosition(last.position), time: last.metadata.recordedAt };
  return { type, id: String(last.revision), data: { ...shownTo(actor, trip), asOf } };
}

function revisionOf(lastEventId: string | undefined): bigint | undefined {
  return lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)
    ? BigInt(lastEventId)
    : undefined;
}

function tooMany(): ProblemException {
  const detail = 'Too many live screens are open here';
  return new ProblemException({ status: 503, code: 'OVERLOADED', detail });
}
