import type { EventOf, Recorded } from './event';
import { tripBookingEvents } from './trip-booking.events';
import { tripClosingEvents } from './trip-closing.events';
import { tripRideEvents } from './trip-ride.events';

/** Everything that can happen to a trip, in today's shapes. */
export const tripEvents = [...tripBookingEvents, ...tripRideEvents, ...tripClosingEvents] as const;

export type TripEvent = EventOf<(typeof tripEvents)[number]>;
export type TripEventOf<Type extends TripEvent['type']> = Extract<TripEvent, { type: Type }>;
export type RecordedTripEvent = Recorded<TripEvent>;
