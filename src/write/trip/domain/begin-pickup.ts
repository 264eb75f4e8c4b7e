import type { DriverId } from '../../../shared/kernel/ids';
import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';

/** The driver has finished the trip that they were on, and comes now. */
export class BeginPickup extends TripCommand<{ readonly driverId: DriverId }> {
  readonly type = 'BeginPickup';
}

export const beginPickup = tripRule(BeginPickup, ['EnRoute'], ({ data, sent }, trip) => {
  const { assignmentNo, driverId } = trip.assignment;
  // Of a driver whom the trip no longer has.
  if (driverId !== data.driverId || !trip.isDeferred) return [];
  return [{ type: 'PickupBegun', data: { ...factsOf(trip), assignmentNo, at: sent.occurredAt } }];
});
