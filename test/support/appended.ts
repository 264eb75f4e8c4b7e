import type { Appended, EventStore } from '../../src/shared/event-store/event-store';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import type { CityEvent } from '../../src/shared/events/city.events';
import { fresh } from './log';
import { streamOf } from './projection-spec';

/** The same events of another trip. */
export function ofTrip(trip: string, events: readonly TripEvent[]): TripEvent[] {
  const tripId = trip as TripId;
  return events.map(({ type, data }) => ({ type, data: { ...data, tripId } }) as TripEvent);
}

/** Appends to the events' own streams, each at its end, one event after the other. */
export function appender(store: EventStore) {
  const revisions = new Map<string, bigint>();
  return async (...events: readonly CityEvent[]): Promise<Appended> => {
    let last: Appended | undefined;
    for (const event of events) {
      const stream = streamOf(event);
      last = await store.append(stream, revisions.get(stream) ?? 'no stream', [fresh(event)]);
      revisions.set(stream, last.revision);
    }
    if (!last) throw new Error('Nothing was appended');
    return last;
  };
}
