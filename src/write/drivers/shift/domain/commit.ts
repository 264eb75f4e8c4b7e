import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, heldBy, type Shift } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { ReservationNotLive } from './shift.errors';

/** The driver accepted: from now on they drive to this pickup and to no other, at once or after the trip under way. */
export class Commit extends ShiftCommand<{ readonly offerId: string }> {
  readonly type = 'Commit';
}

const HELD = ['Reserved', 'OnTrip', 'Unreachable'] as const;

/** Whether the acceptance came in time is the offer's to say; the reservation stands until it is released. */
export const commit = shiftRule(Commit, HELD, ({ data: { offerId }, sent }, shift) => {
  const committed = commitment(shift, offerId, sent.occurredAt);
  if (!committed) throw new ReservationNotLive(heldBy(shift));
  return [committed];
});

/** What an acceptance makes of a driver who is held for the offer; undefined of one who is not. */
export function commitment(shift: Shift, offerId: string, at: Instant): ShiftEvent | undefined {
  if (shift.status !== 'Reserved' && shift.status !== 'OnTrip') return undefined;
  const held = heldBy(shift);
  if (held?.offerId !== offerId) return undefined;
  const { tripId } = held;
  const { vehicleId } = shift.started;
  const facts = { ...factsOf(shift, at), offerId, tripId, vehicleId };
  return 'remainingS' in held
    ? { type: 'NextTripQueued', data: { ...facts, remainingS: held.remainingS } }
    : { type: 'DriverCommitted', data: facts };
}
