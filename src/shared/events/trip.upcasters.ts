import { tripBookingUpcasters } from './trip-booking.upcasters';
import { tripRideUpcasters } from './trip-ride.upcasters';
import type { Upcaster } from './upcast';

/** Every shape that a trip event once had, and how it becomes today's. */
export const tripUpcasters: readonly Upcaster[] = [...tripBookingUpcasters, ...tripRideUpcasters];
