import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, type In } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { ReservationNotLive } from './shift.errors';

/** The driver accepted: from now on they drive to this pickup and to no other. */
export class Commit extends ShiftCommand<{ readonly offerId: string }> {
  readonly type = 'Commit';
}

const HELD = ['Reserved', 'Unreachable'] as const;

/** Whether the acceptance came in time is the offer's to say; the reservation stands until it is released. */
export const commit = shiftRule(Commit, HELD, ({ data: { offerId }, sent }, shift) => {
  const { reservation } = shift;
  if (reservation.offerId !== offerId) throw new ReservationNotLive(reservation);
  return [commitment(shift, sent.occurredAt)];
});

export function commitment(shift: In<'Reserved'>, at: Instant): ShiftEvent {
  const { offerId, tripId } = shift.reservation;
  const { vehicleId } = shift.started;
  return { type: 'DriverCommitted', data: { ...factsOf(shift, at), offerId, tripId, vehicleId } };
}
