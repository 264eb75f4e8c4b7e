import { lapsedOf, refuseTerm, refuseUnfit, type Reserve } from './reserve';
import { factsOf, type In } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { NextTripRefused } from './shift.errors';

const MOST_REMAINING_S = 5 * 60;

/**
 * Holds a driver who is about to finish a trip for an offer of the next; they drive on meanwhile. `remainingS`: of the
 * trip under way; `pickupS`: from its end.
 */
export class ReserveNext extends ShiftCommand<Reserve['data'] & { readonly remainingS: number }> {
  readonly type = 'ReserveNext';
}

export const reserveNext = shiftRule(ReserveNext, ['OnTrip'], ({ data, sent }, shift) => {
  const { offerId, tripId, until, remainingS, pickupS, rideS } = data;
  const at = sent.occurredAt;
  refuseTerm(until, at);
  if (shift.held?.offerId === offerId) return [];
  refuseNext(shift, data);
  refuseUnfit(shift, at, { pickupS, rideS: remainingS + rideS });
  const lapsed = lapsedOf(shift, at);
  const facts = factsOf(shift, at);
  return [
    ...lapsed,
    { type: 'NextTripReserved', data: { ...facts, offerId, tripId, until, remainingS } },
  ];
});

function refuseNext(shift: In<'OnTrip'>, { tripId, remainingS }: ReserveNext['data']): void {
  if (!shift.started.forwardDispatch) throw new NextTripRefused('not-opted-in');
  if (remainingS > MOST_REMAINING_S) throw new NextTripRefused('too-far');
  if (shift.queued) throw new NextTripRefused('one-is-queued');
  if (shift.endRequest) throw new NextTripRefused('shift-ends');
  if (shift.tripId === tripId) throw new NextTripRefused('same-trip');
}
