import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import { endOf } from './go-offline';
import { factsOf, heldBy, type In } from './shift';
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

const HELD = ['Reserved', 'OnTrip', 'Unreachable'] as const;

export const release = shiftRule(Release, HELD, ({ data, sent }, shift) => {
  const { offerId, cause } = data;
  const held = heldBy(shift);
  if (held?.offerId !== offerId) throw new ReservationNotLive(held);
  const { tripId } = held;
  const facts = { ...factsOf(shift, sent.occurredAt), offerId, tripId, cause };
  // Whoever drives is not away, however many offers they leave unanswered.
  if (shift.status === 'OnTrip') return [{ type: 'NextTripReleased', data: facts }];
  return releasedFrom(shift, { type: 'ReservationReleased', data: facts });
});

function releasedFrom(
  shift: In<'Reserved'>,
  released: ShiftEventOf<'ReservationReleased'>,
): readonly ShiftEvent[] {
  const { at, cause } = released.data;
  const after = evolve(shift, released) as In<'Available'>;
  if (after.endRequest) return [released, endOf(after, at, after.endRequest)];
  const isAway = expiriesAfter(shift, cause) >= BREAK_AFTER_EXPIRIES;
  return isAway
    ? [released, { type: 'BreakStarted', data: { ...factsOf(shift, at), auto: true } }]
    : [released];
}
