import { refuseUnfit } from './reserve';
import type { Ahead } from '../../../../shared/kernel/working-hours';
import { factsOf, type In, type Offer } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { NextTripRefused } from './shift.errors';

const MOST_REMAINING_S = 5 * 60;

/** Gives a driver who is about to finish the trip that they have accepted for afterwards. */
export class QueueNext extends ShiftCommand<Offer & Ahead & { readonly remainingS: number }> {
  readonly type = 'QueueNext';
}

export const queueNext = shiftRule(QueueNext, ['OnTrip'], ({ data, sent }, shift) => {
  const { offerId, tripId, remainingS, pickupS, rideS } = data;
  if (shift.queued?.offerId === offerId) return [];
  refuseNext(shift, data);
  refuseUnfit(shift, sent.occurredAt, { pickupS, rideS: remainingS + rideS });
  const { vehicleId } = shift.started;
  const facts = factsOf(shift, sent.occurredAt);
  return [{ type: 'NextTripQueued', data: { ...facts, offerId, tripId, vehicleId, remainingS } }];
});

function refuseNext(shift: In<'OnTrip'>, { tripId, remainingS }: QueueNext['data']): void {
  if (!shift.started.forwardDispatch) throw new NextTripRefused('not-opted-in');
  if (remainingS > MOST_REMAINING_S) throw new NextTripRefused('too-far');
  if (shift.queued) throw new NextTripRefused('one-is-queued');
  if (shift.endRequest) throw new NextTripRefused('shift-ends');
  if (shift.tripId === tripId) throw new NextTripRefused('same-trip');
}
