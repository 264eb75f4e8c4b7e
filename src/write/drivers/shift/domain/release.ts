import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import { endOf } from './go-offline';
import { factsOf, type In } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { ReservationNotLive } from './shift.errors';
import { evolve, expiriesAfter } from './shift.evolve';

/** So many offers left to run out one behind the other, and the driver is taken to have gone for a break. */
const BREAK_AFTER_EXPIRIES = 3;

export class Release extends ShiftCommand<{
  readonly offerId: string;
  readonly cause: ShiftEventOf<'ReservationReleased'>['data']['cause'];
}> {
  readonly type = 'Release';
}

const HELD = ['Reserved', 'Unreachable'] as const;

export const release = shiftRule(Release, HELD, ({ data, sent }, shift) => {
  const { offerId, cause } = data;
  if (shift.reservation.offerId !== offerId) throw new ReservationNotLive(shift.reservation);
  const { tripId } = shift.reservation;
  const facts = factsOf(shift, sent.occurredAt);
  const released: ShiftEvent = {
    type: 'ReservationReleased',
    data: { ...facts, offerId, tripId, cause },
  };
  const after = evolve(shift, released) as In<'Available'>;
  if (after.endRequest) return [released, endOf(after, sent.occurredAt, after.endRequest)];
  const isAway = expiriesAfter(shift, cause) >= BREAK_AFTER_EXPIRIES;
  return isAway ? [released, { type: 'BreakStarted', data: { ...facts, auto: true } }] : [released];
});
