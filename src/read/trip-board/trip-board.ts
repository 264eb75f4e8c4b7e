import type { RecordedTripEvent } from '../../shared/events/trip.events';
import type { Projection } from '../engine/projection';

/** One card on the dispatcher's board. */
export interface TripOnBoard {
  readonly tripId: string;
  readonly riderId: string;
  readonly driverId: string | null;
  readonly status: string;
  /** When the trip came into this state, by which the board is sorted. */
  readonly since: string;
  readonly cityId: string;
  readonly zoneId: number | null;
  readonly product: string;
  readonly requestedAt: string;
  readonly promisedPickupAt: string | null;
  /** How often a driver was looked for. */
  readonly attempts: number;
  readonly wrongPins: number;
  readonly awaitsApproval: boolean;
}

export const tripBoard: Projection<TripOnBoard, RecordedTripEvent> = {
  name: 'ops_trip_board',
  version: 1,
  module: __filename,
  reads: ['trip'],
  indexes: [
    { status: 1, since: 1, _id: 1 },
    { zoneId: 1, status: 1, since: 1, _id: 1 },
  ],
  keysOf: (event) => [event.data.tripId],
  evolve: (card, event) => {
    if (event.type === 'TripRequested' || event.type === 'TripScheduled') return booked(event);
    return card && { ...card, ...changes(event) };
  },
};

type Booking = Extract<RecordedTripEvent, { type: 'TripRequested' | 'TripScheduled' }>;

function booked({ type, data, metadata }: Booking): TripOnBoard {
  const { tripId, riderId, market } = data;
  const { cityId, zoneId, product, requestedAt } = market;
  return {
    ...{ tripId, riderId, driverId: null, cityId, zoneId, product, requestedAt },
    status: type === 'TripRequested' ? 'Requested' : 'Scheduled',
    since: metadata.occurredAt,
    ...{ promisedPickupAt: null, attempts: 0, wrongPins: 0, awaitsApproval: false },
  };
}

const DRIVERLESS = { driverId: null, promisedPickupAt: null, wrongPins: 0 };

function changes(event: Exclude<RecordedTripEvent, Booking>): Partial<TripOnBoard> {
  const now = (status: string) => ({ status, since: event.metadata.occurredAt });
  switch (event.type) {
    case 'TripActivated':
      return { ...now('Requested'), requestedAt: event.data.market.requestedAt };
    case 'MatchingStarted':
      return { ...now('Matching'), attempts: event.data.attempt };
    case 'DriverAssigned': {
      const { driverId, promisedPickupAt } = event.data;
      return { ...now('EnRoute'), driverId, promisedPickupAt };
    }
    case 'DriverUnassigned':
      return { ...now('Requested'), ...DRIVERLESS };
    case 'DriverArrived':
      return now('AtPickup');
    case 'BoardingPinRejected':
      return { wrongPins: event.data.tries };
    case 'TripStarted':
      return now('InProgress');
    case 'TripCompleted':
      return now('Completed');
    case 'TripUnfulfilled':
      return now('Unfulfilled');
    case 'TripCancelled':
      return now('Cancelled');
    case 'TripNoShow':
      return now('NoShow');
    case 'TripAborted':
      return now('Aborted');
    case 'TripSettled':
      return now('Settled');
    case 'CorrectionProposed':
      return { awaitsApproval: true };
    case 'TripCorrected': {
      const { to } = event.data;
      const driverless = to === 'Requested' ? DRIVERLESS : {};
      return { ...now(to), ...driverless, awaitsApproval: false };
    }
    case 'ContactAttempted':
    case 'NoShowAllowed':
    case 'PickupStalled':
    case 'RouteDeviated':
    case 'PickupDeferred':
    case 'PickupBegun':
    case 'DriverTurnedAway':
    case 'WaypointReached':
    case 'WaypointDeparted':
    case 'ItineraryChanged':
    case 'FareFinalised':
      return {};
  }
}
