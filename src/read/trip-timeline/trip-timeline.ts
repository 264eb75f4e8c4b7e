import type { RecordedTripEvent } from '../../shared/events/trip.events';
import type { Projection } from '../engine/projection';
import { inWords } from './in-words';

/** Everything that happened to a trip, in words, for support. */
export interface TripTimeline {
  readonly tripId: string;
  readonly riderId: string;
  /** Every driver who ever had the trip. */
  readonly driverIds: readonly string[];
  readonly entries: readonly TimelineEntry[];
}

interface TimelineEntry {
  readonly at: string;
  readonly type: string;
  readonly words: string;
  readonly by: string;
  readonly revision: number;
  readonly eventId: string;
}

export const tripTimeline: Projection<TripTimeline, RecordedTripEvent> = {
  name: 'ops_trip_timeline',
  version: 1,
  module: __filename,
  reads: ['trip'],
  indexes: [],
  keysOf: (event) => [event.data.tripId],
  evolve: (timeline, event) => {
    const known = timeline ?? begun(event);
    return (
      known && {
        ...known,
        driverIds: drivers(known, event),
        entries: [...known.entries, entry(event)],
      }
    );
  },
};

function begun({ type, data }: RecordedTripEvent): TripTimeline | undefined {
  if (type !== 'TripRequested' && type !== 'TripScheduled') return undefined;
  return { tripId: data.tripId, riderId: data.riderId, driverIds: [], entries: [] };
}

function drivers({ driverIds }: TripTimeline, event: RecordedTripEvent): readonly string[] {
  if (event.type !== 'DriverAssigned') return driverIds;
  return [...new Set([...driverIds, event.data.driverId])];
}

function entry(event: RecordedTripEvent): TimelineEntry {
  const { id: eventId, type, metadata, revision } = event;
  const { actor, occurredAt: at } = metadata;
  const by = `${actor.type}:${actor.id}`;
  return { at, type, words: inWords(event), by, revision: Number(revision), eventId };
}
