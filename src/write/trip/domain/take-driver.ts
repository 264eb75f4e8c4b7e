import { assignment } from './assign-driver';
import { factsOf, type BookedTrip } from './trip';
import { TripCommand, tripRule } from './trip.command';
import type { AssignDriver } from './assign-driver';

/**
 * A driver is committed to the trip: it takes them, or, when it needs them no more, turns them away, and that is a
 * fact: the driver has to know that they are free.
 */
export class TakeDriver extends TripCommand<AssignDriver['data']> {
  readonly type = 'TakeDriver';
}

const ANY = [
  ...(['Scheduled', 'Requested', 'Matching', 'EnRoute', 'AtPickup', 'InProgress'] as const),
  ...(['Completed', 'Settled', 'Unfulfilled', 'Cancelled', 'NoShow', 'Aborted'] as const),
] as const;

export const takeDriver = tripRule(TakeDriver, ANY, ({ data }, trip: BookedTrip) => {
  const { attempt, offerId, driverId } = data;
  const { assignment: given } = trip;
  // Somebody was quicker to say so, whatever has become of the trip since.
  if (given?.offerId === offerId && given.driverId === driverId) return [];
  if (trip.status === 'Matching' && trip.attempt === attempt) return [assignment(trip, data)];
  return [{ type: 'DriverTurnedAway', data: { ...factsOf(trip), offerId, driverId } }];
});
