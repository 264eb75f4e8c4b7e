import { factsOf } from './shift';
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
  const { tripId } = reservation;
  const { vehicleId } = shift.started;
  const facts = factsOf(shift, sent.occurredAt);
  return [{ type: 'DriverCommitted', data: { ...facts, offerId, tripId, vehicleId } }];
});
