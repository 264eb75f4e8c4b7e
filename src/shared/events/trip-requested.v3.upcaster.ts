import type { DataOf } from './event';
import type { tripBookingEvents } from './trip-booking.events';
import { ANY_CAR } from './trip.shapes';
import { upcaster } from './upcast';

type Today = DataOf<typeof tripBookingEvents, 'TripRequested'>;

type TripRequestedV3 = Omit<Today, 'needs'>;

/** Nobody was asked what they needed. */
export const tripRequestedV3 = upcaster<TripRequestedV3>(
  { type: 'TripRequested', version: 3 },
  [{ type: 'TripRequested', version: 4 }],
  (old) => [{ ...old, needs: ANY_CAR } satisfies Today],
);
