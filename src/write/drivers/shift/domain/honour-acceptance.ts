import { commitment } from './commit';
import { KNOWN, type Offer } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';

/**
 * The driver accepted: they are committed, or have this trip next, or, when their reservation is gone, they are not, and
 * that is a fact: the search has to know that it goes on.
 */
export class HonourAcceptance extends ShiftCommand<Offer> {
  readonly type = 'HonourAcceptance';
}

export const honourAcceptance = shiftRule(HonourAcceptance, KNOWN, (command, shift) => {
  const { driverId, data, sent } = command;
  const { offerId, tripId } = data;
  const at = sent.occurredAt;
  const committed = commitment(shift, offerId, at);
  if (committed) return [committed];
  const { cityId, lastShiftNo: shiftNo } = shift;
  const facts = { driverId, shiftNo, cityId, at };
  return [{ type: 'CommitmentMissed', data: { ...facts, offerId, tripId } }];
});
