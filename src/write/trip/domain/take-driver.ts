import type { TripEvent } from '../../../shared/events/trip.events';
import { assignment } from './assign-driver';
import { factsOf, type BookedTrip, type In } from './trip';
import { TripCommand, tripRule } from './trip.command';
import type { AssignDriver } from './assign-driver';

/**
 * A driver is committed to the trip, at once or after the one that they are on: it takes them, or, when it needs them no
 * more, turns them away, and that is a fact: the driver has to know that they are free.
 */
export class TakeDriver extends TripCommand<
  AssignDriver['data'] & {
    /** Of the trip that the driver finishes first; without it they come at once. */
    readonly remainingS?: number;
  }
> {
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
  if (trip.status === 'Matching' && trip.attempt === attempt) return taken(trip, data);
  return [{ type: 'DriverTurnedAway', data: { ...factsOf(trip), offerId, driverId } }];
});

function taken(trip: In<'Matching'>, data: TakeDriver['data']): readonly TripEvent[] {
  const assigned = assignment(trip, data);
  const { remainingS } = data;
  if (remainingS === undefined) return [assigned];
  const { assignmentNo } = assigned.data;
  return [
    assigned,
    { type: 'PickupDeferred', data: { ...factsOf(trip), assignmentNo, remainingS } },
  ];
}
