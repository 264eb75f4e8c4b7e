import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { Instant } from '../../../../shared/kernel/time';
import { endOf } from './go-offline';
import { factsOf, heldBy, type In, type Offer, type OnlineShift } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { ReservationNotLive } from './shift.errors';
import { evolve, expiriesAfter } from './shift.evolve';

/** So many offers left to run out one behind the other, and the driver is taken to have gone for a break. */
const BREAK_AFTER_EXPIRIES = 3;

type Cause = ShiftEventOf<'ReservationReleased'>['data']['cause'];
type Released = ShiftEventOf<'ReservationReleased' | 'NextTripReleased'>;

export class Release extends ShiftCommand<{
  readonly offerId: string;
  readonly cause: Cause;
}> {
  readonly type = 'Release';
}

const HELD = ['Reserved', 'OnTrip', 'Unreachable'] as const;

export const release = shiftRule(Release, HELD, ({ data, sent }, shift) => {
  const { offerId, cause } = data;
  const held = heldBy(shift);
  if (held?.offerId !== offerId) throw new ReservationNotLive(held);
  const released = releasedFrom(shift, held, cause, sent.occurredAt);
  // Whoever drives is not away, however many offers they leave unanswered.
  return shift.status === 'Reserved' ? [released, ...leavingAfter(shift, released)] : [released];
});

/** What lets a driver go whom an offer has held, on the road or not. */
export function releasedFrom(
  shift: OnlineShift,
  { offerId, tripId }: Offer,
  cause: Cause,
  at: Instant,
): Released {
  const type = shift.status === 'OnTrip' ? 'NextTripReleased' : 'ReservationReleased';
  return { type, data: { ...factsOf(shift, at), offerId, tripId, cause } };
}

/** A driver who wanted to go goes now, and one who has left several offers unanswered has a break. */
function leavingAfter(shift: In<'Reserved'>, released: Released): readonly ShiftEvent[] {
  const { at, cause } = released.data;
  const after = evolve(shift, released) as In<'Available'>;
  if (after.endRequest) return [endOf(after, at, after.endRequest)];
  const isAway = expiriesAfter(shift, cause) >= BREAK_AFTER_EXPIRIES;
  return isAway ? [{ type: 'BreakStarted', data: { ...factsOf(shift, at), auto: true } }] : [];
}
