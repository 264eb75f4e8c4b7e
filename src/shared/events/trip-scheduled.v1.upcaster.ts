import type { DataOf } from './event';
import type { tripBookingEvents } from './trip-booking.events';
import { ANY_CAR } from './trip.shapes';
import { upcaster } from './upcast';

type Today = DataOf<typeof tripBookingEvents, 'TripScheduled'>;

type TripScheduledV1 = Omit<Today, 'needs'>;

/** Nobody was asked what they needed. */
export const tripScheduledV1 = upcaster<TripScheduledV1>(
  { type: 'TripScheduled', version: 1 },
  [{ type: 'TripScheduled', version: 2 }],
  (old) => [{ ...old, needs: ANY_CAR } satisfies Today],
);
