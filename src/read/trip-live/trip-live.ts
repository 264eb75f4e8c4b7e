import type { RecordedTripEvent } from '../../shared/events/trip.events';
import type { Place, Quote } from '../../shared/events/trip.shapes';
import type { Projection } from '../engine/projection';

/** What a rider's screen shows of one trip. */
export interface TripLive {
  readonly tripId: string;
  readonly riderId: string;
  readonly cityId: string;
  readonly product: string;
  readonly status: string;
  readonly requestedAt: string;
  readonly pickupAt: string | null;
  readonly stops: readonly Place[];
  readonly boardingPin: string;
  readonly pinTries: number;
  readonly driver: {
    readonly driverId: string;
    readonly vehicleId: string;
    readonly promisedPickupAt: string;
    /** Another trip first, and this one next. */
    readonly isOnAnotherTrip: boolean;
  } | null;
  readonly arrivedAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly reason: string | null;
  readonly price: {
    readonly quotedMinor: number;
    readonly finalMinor: number | null;
    readonly currency: string;
  };
  readonly revision: number;
}

type Booking = Extract<RecordedTripEvent, { type: 'TripRequested' | 'TripScheduled' }>;
type Later = Exclude<RecordedTripEvent, Booking>;

export const tripLive: Projection<TripLive, RecordedTripEvent> = {
  name: 'rider_trip_live',
  version: 2,
  /** Whether the driver finishes another trip first. */
  changes: [{ path: 'driver.isOnAnotherTrip' }],
  module: __filename,
  reads: ['trip'],
  indexes: [{ riderId: 1 }],
  keysOf: (event) => [event.data.tripId],
  evolve: (trip, event) => {
    const revision = Number(event.revision);
    if (event.type === 'TripRequested' || event.type === 'TripScheduled') {
      return { ...booked(event), revision };
    }
    return trip && { ...trip, ...changes(trip, event), revision };
  },
};

function booked({ type, data }: Booking): Omit<TripLive, 'revision'> {
  const { tripId, riderId, market, stops, quote, boardingPin } = data;
  const { cityId, product, requestedAt } = market;
  return {
    ...{ tripId, riderId, cityId, product, stops, boardingPin },
    status: type === 'TripRequested' ? 'Requested' : 'Scheduled',
    requestedAt,
    pickupAt: type === 'TripScheduled' ? data.pickupAt : null,
    ...{ pinTries: 0, driver: null, arrivedAt: null, startedAt: null, endedAt: null, reason: null },
    price: priceOf(quote),
  };
}

/** Without a driver, whoever had the trip before. */
const ANEW: Partial<TripLive> = {
  ...{ status: 'Requested', driver: null, arrivedAt: null },
  ...{ startedAt: null, endedAt: null, pinTries: 0 },
};

/** What each event changes on the screen. */
function changes(trip: TripLive, event: Later): Partial<TripLive> {
  const { metadata } = event;
  const ended = (status: string, reason: string | null = null): Partial<TripLive> => ({
    ...{ status, reason, endedAt: metadata.occurredAt },
  });
  switch (event.type) {
    case 'TripActivated': {
      const { market, quote } = event.data;
      return { status: 'Requested', requestedAt: market.requestedAt, price: priceOf(quote) };
    }
    case 'MatchingStarted':
      return { status: 'Matching' };
    case 'DriverAssigned': {
      const { driverId, vehicleId, promisedPickupAt } = event.data;
      const driver = { driverId, vehicleId, promisedPickupAt, isOnAnotherTrip: false };
      return { status: 'EnRoute', driver };
    }
    case 'PickupDeferred':
    case 'PickupBegun': {
      const isOnAnotherTrip = event.type === 'PickupDeferred';
      return { driver: trip.driver && { ...trip.driver, isOnAnotherTrip } };
    }
    case 'DriverUnassigned':
      return ANEW;
    case 'DriverArrived':
      return { status: 'AtPickup', arrivedAt: event.data.at };
    case 'BoardingPinRejected':
      return { pinTries: event.data.tries };
    case 'TripStarted':
      return { status: 'InProgress', startedAt: event.data.startedAt };
    case 'ItineraryChanged':
      return { stops: event.data.stops, price: priceOf(event.data.quote) };
    case 'TripCompleted':
      return ended('Completed');
    case 'TripUnfulfilled':
      return ended('Unfulfilled', event.data.reason);
    case 'TripCancelled':
      return ended('Cancelled', event.data.reasonCode);
    case 'TripNoShow':
      return ended('NoShow');
    case 'TripAborted':
      return ended('Aborted', event.data.reasonCode);
    case 'FareFinalised': {
      const { totalMinor, currency } = event.data;
      return { price: { ...trip.price, finalMinor: totalMinor, currency } };
    }
    case 'TripSettled':
      return { status: 'Settled' };
    case 'TripCorrected': {
      const { to, reason } = event.data;
      return to === 'Requested' ? { ...ANEW, reason } : ended(to, reason);
    }
    case 'ContactAttempted':
    case 'NoShowAllowed':
    case 'PickupStalled':
    case 'RouteDeviated':
    case 'DriverTurnedAway':
    case 'WaypointReached':
    case 'WaypointDeparted':
    case 'CorrectionProposed':
      return {};
  }
}

function priceOf({ totalMinor, currency }: Quote): TripLive['price'] {
  return { quotedMinor: totalMinor, finalMinor: null, currency };
}
