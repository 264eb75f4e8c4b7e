import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { TripEvent } from '../../shared/events/trip.events';
import type { Market } from '../../shared/events/trip.shapes';
import type { Projection } from '../engine/projection';
import { opened, wentOn } from './search';
import type { Search, TripMatching } from './trip-matching.document';

/** One for each driver who gave the trip back, and the first. */
const MOST_SEARCHES = 5;

export const tripMatching: Projection<TripMatching, Recorded<TripEvent | DispatchEvent>> = {
  name: 'trip_matching',
  version: 1,
  module: __filename,
  reads: ['trip', 'dispatch'],
  indexes: [],
  keysOf: (event) => (isOfSearch(event) || isBooking(event) ? [event.data.tripId] : []),
  evolve: (before, event) => {
    if (isBooking(event)) return asked(event.data);
    if (!isOfSearch(event)) return before;
    if (event.type === 'DispatchOpened') {
      return withSearch(before ?? asked(event.data), opened(event.data));
    }
    return before && changed(before, event);
  },
};

type Booking = Extract<Recorded<TripEvent>, { type: 'TripRequested' | 'TripScheduled' }>;

function isBooking(event: Recorded<TripEvent | DispatchEvent>): event is Booking {
  return event.type === 'TripRequested' || event.type === 'TripScheduled';
}

function isOfSearch(event: Recorded<TripEvent | DispatchEvent>): event is Recorded<DispatchEvent> {
  return event.stream.startsWith('dispatch-');
}

interface Asked {
  readonly tripId: string;
  readonly riderId: string;
  readonly market: Market;
}

function asked({ tripId, riderId, market }: Asked): TripMatching {
  const { cityId, zoneId, cell, product } = market;
  return { tripId, riderId, cityId, zoneId, cell, product, searches: [], moreSearches: 0 };
}

function withSearch(trip: TripMatching, search: Search): TripMatching {
  const all = [...trip.searches, search];
  return {
    ...trip,
    searches: all.slice(-MOST_SEARCHES),
    moreSearches: trip.moreSearches + Math.max(0, all.length - MOST_SEARCHES),
  };
}

function changed(trip: TripMatching, event: Recorded<DispatchEvent>): TripMatching {
  const searches = trip.searches.map((each) =>
    each.attempt === event.data.attempt ? { ...each, ...wentOn(each, event) } : each,
  );
  return { ...trip, searches };
}
