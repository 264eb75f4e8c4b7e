import type { PickupStall } from '../../../shared/events/trip.shapes';
import type { Instant } from '../../../shared/kernel/time';
import { TripCommand, tripRule } from './trip.command';

/** The driver does not seem to come. Once for each case of an assignment: whoever sees it sends it under one id. */
export class ReportStalledPickup extends TripCommand<{
  readonly assignmentNo: number;
  readonly case: PickupStall;
  readonly since: Instant;
  /** From the pickup; null while nobody knows. */
  readonly distanceM: number | null;
}> {
  readonly type = 'ReportStalledPickup';
}

export const reportStalledPickup = tripRule(
  ReportStalledPickup,
  ['EnRoute'],
  ({ data, sent }, trip) => {
    // What was seen was seen of a driver whom the trip no longer has.
    if (data.assignmentNo !== trip.assignmentNo) return [];
    // Nor does anybody come who has another trip to finish first.
    if (trip.isDeferred) return [];
    return [{ type: 'PickupStalled', data: { tripId: trip.tripId, ...data, at: sent.occurredAt } }];
  },
);
