import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import type { Projection } from '../../src/read/engine/projection';

export interface OpenTrip {
  readonly tripId: string;
  readonly riderId: string;
  /** What happened since it was opened. */
  readonly events: number;
}

/** The trips that are not cancelled: a projection whose documents go, and may come again. */
export const openTrips: Projection<OpenTrip, RecordedTripEvent> = {
  name: 'spec_open_trips',
  version: 1,
  module: __filename,
  reads: ['trip'],
  indexes: [{ riderId: 1 }],
  keysOf: (event) => [event.data.tripId],
  evolve: (trip, { type, data }) => {
    if (type === 'TripCancelled') return undefined;
    if (type === 'TripRequested') {
      return { tripId: data.tripId, riderId: data.riderId, events: 1 };
    }
    if (type === 'TripCorrected') return { tripId: data.tripId, riderId: 'unknown', events: 1 };
    return trip && { ...trip, events: trip.events + 1 };
  },
};
