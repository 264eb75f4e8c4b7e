import { footprintOf } from '../read/engine/erasure/footprint';
import type { EventStore } from '../shared/event-store/event-store';
import type { TripEvent } from '../shared/events/trip.events';
import { tripDecider } from '../write/trip/domain/trip.decider';
import type { TripStatus } from '../write/trip/domain/trip';

/** From the wish to the end of the ride: somebody waits for this person, or drives them. */
const OPEN: readonly TripStatus[] = [
  ...(['Scheduled', 'Requested', 'Matching'] as const),
  ...(['EnRoute', 'AtPickup', 'InProgress'] as const),
];

/** The streams of a person's trips that are under way, from the log itself. @throws UnreadableEvent, StoreUnavailable */
export async function openTripsOf(subject: string, store: EventStore): Promise<string[]> {
  const { streams } = await footprintOf(subject, store, []);
  const open: string[] = [];
  for (const stream of streams) {
    if (!stream.startsWith('trip-')) continue;
    const { events } = await store.readStream(stream);
    const { evolve, initialState, about } = tripDecider;
    const trip = (events as unknown as TripEvent[]).reduce(evolve, initialState);
    // A driver who gave the trip back is in its past and not in its present.
    const isTheirs = about(trip).subjectIds.includes(subject);
    if (isTheirs && OPEN.includes(trip.status)) open.push(stream);
  }
  return open;
}
