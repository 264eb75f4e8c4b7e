import type { ShiftEvent } from '../../../../shared/events/shift.events';
import { secondsBetween, type Instant } from '../../../../shared/kernel/time';
import { hoursLeftS, type Ahead } from '../../../../shared/kernel/working-hours';
import { releasedFrom } from './release';
import { factsOf, heldBy, type Offer, type OnlineShift } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import {
  DriverAlreadyReserved,
  OfferOver,
  ReservationTooLong,
  ShiftHoursExhausted,
  ShiftNotEligible,
} from './shift.errors';
import { workAt } from './shift.evolve';

/** Several times as long as any offer stands: whoever asks for more would take a driver off the road. */
const MOST_HELD_S = 60;

/** Holds a driver for one offer. What the trip takes (`pickupS`, `rideS`) has to fit into their hours. */
export class Reserve extends ShiftCommand<Offer & Ahead & { readonly until: Instant }> {
  readonly type = 'Reserve';
}

export const reserve = shiftRule(Reserve, ['Available', 'Reserved'], ({ data, sent }, shift) => {
  const { offerId, tripId, until, pickupS, rideS } = data;
  const at = sent.occurredAt;
  refuseTerm(until, at);
  if (shift.status === 'Reserved' && shift.reservation.offerId === offerId) return [];
  refuseUnfit(shift, at, { pickupS, rideS });
  const lapsed = lapsedOf(shift, at);
  const facts = factsOf(shift, at);
  return [...lapsed, { type: 'DriverReserved', data: { ...facts, offerId, tripId, until } }];
});

/** @throws OfferOver; ReservationTooLong */
export function refuseTerm(until: Instant, at: Instant): void {
  if (until <= at) throw new OfferOver(until);
  if (secondsBetween(at, until) > MOST_HELD_S) throw new ReservationTooLong(MOST_HELD_S);
}

/** A reservation that its offer has outlived holds nobody, even if whoever made it is gone. */
export function lapsedOf(shift: OnlineShift, at: Instant): readonly ShiftEvent[] {
  const held = heldBy(shift);
  if (!held) return [];
  if (at < held.until) throw new DriverAlreadyReserved(held.until);
  return [releasedFrom(shift, held, 'failed', at)];
}

/** @throws ShiftNotEligible when the papers have run out; ShiftHoursExhausted when the trip does not fit */
export function refuseUnfit(shift: OnlineShift, at: Instant, ahead: Ahead): void {
  if (shift.endRequest) throw new ShiftNotEligible(['SHIFT_ENDS']);
  if (at >= shift.eligibleUntil) throw new ShiftNotEligible(['DOCUMENTS_NOT_VALID']);
  const { hoursPolicy, cityId } = shift.started;
  const left = hoursLeftS(hoursPolicy, cityId, workAt(shift, at), at, ahead);
  if (left < 0) throw new ShiftHoursExhausted(hoursPolicy, -left);
}
