import type { RecordedTripEvent } from '../../shared/events/trip.events';
import type { Place } from '../../shared/events/trip.shapes';
import type { Projection } from '../engine/projection';

/** About 110 m: enough to remember a ride by, too little to find a door. */
const COARSE = 1000;

interface CoarsePlace {
  readonly lat: number;
  readonly lon: number;
}

/** One line of a rider's past and present trips. */
export interface TripInHistory {
  readonly tripId: string;
  readonly riderId: string;
  readonly status: string;
  readonly requestedAt: string;
  readonly endedAt: string | null;
  readonly product: string;
  readonly from: CoarsePlace;
  readonly to: CoarsePlace;
  readonly totalMinor: number | null;
  readonly currency: string;
}

export const tripHistory: Projection<TripInHistory, RecordedTripEvent> = {
  name: 'rider_trip_history',
  version: 1,
  module: __filename,
  reads: ['trip'],
  indexes: [{ riderId: 1, requestedAt: -1, _id: -1 }],
  keysOf: (event) => (changes(event) ? [event.data.tripId] : []),
  evolve: (trip, event) => {
    if (event.type === 'TripRequested' || event.type === 'TripScheduled') return booked(event.data);
    return trip && { ...trip, ...changes(event) };
  },
};

type Booking = Extract<RecordedTripEvent, { type: 'TripRequested' | 'TripScheduled' }>;

function booked({ tripId, riderId, market, stops, quote }: Booking['data']): TripInHistory {
  const { requestedAt, product } = market;
  return {
    ...{ tripId, riderId, requestedAt, product, status: 'Open', endedAt: null },
    ...{ from: coarse(stops[0]), to: coarse(stops.at(-1)) },
    ...{ totalMinor: null, currency: quote.currency },
  };
}

/** What an event changes in the line; undefined when the history does not care. */
function changes(event: RecordedTripEvent): Partial<TripInHistory> | undefined {
  const endedAt = event.metadata.occurredAt;
  switch (event.type) {
    case 'TripRequested':
    case 'TripScheduled':
      return {};
    case 'TripActivated':
      return { requestedAt: event.data.market.requestedAt };
    case 'ItineraryChanged':
      return { from: coarse(event.data.stops[0]), to: coarse(event.data.stops.at(-1)) };
    case 'TripCompleted':
      return { status: 'Completed', endedAt };
    case 'TripUnfulfilled':
      return { status: 'Unfulfilled', endedAt };
    case 'TripCancelled':
      return { status: 'Cancelled', endedAt };
    case 'TripNoShow':
      return { status: 'NoShow', endedAt };
    case 'TripAborted':
      return { status: 'Aborted', endedAt };
    case 'TripSettled':
      return { status: 'Settled' };
    case 'FareFinalised':
      return { totalMinor: event.data.totalMinor, currency: event.data.currency };
    case 'TripCorrected': {
      const { to } = event.data;
      return to === 'Requested' ? { status: 'Open', endedAt: null } : { status: to, endedAt };
    }
    case 'MatchingStarted':
    case 'DriverAssigned':
    case 'DriverUnassigned':
    case 'DriverArrived':
    case 'ContactAttempted':
    case 'NoShowAllowed':
    case 'PickupStalled':
    case 'RouteDeviated':
    case 'PickupDeferred':
    case 'PickupBegun':
    case 'DriverTurnedAway':
    case 'BoardingPinRejected':
    case 'TripStarted':
    case 'WaypointReached':
    case 'WaypointDeparted':
    case 'CorrectionProposed':
      return undefined;
  }
}

function coarse(place: Place | undefined): CoarsePlace {
  const round = (degrees = 0) => Math.round(degrees * COARSE) / COARSE;
  return { lat: round(place?.lat), lon: round(place?.lon) };
}
