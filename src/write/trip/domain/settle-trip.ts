import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { FareStillOpen } from './trip-closing.errors';

/** Captured from the card, confirmed in cash, or booked as the rider's debt. */
export class SettleTrip extends TripCommand<{ readonly mode: 'captured' | 'cash' | 'debt' }> {
  readonly type = 'SettleTrip';
}

export const settleTrip = tripRule(SettleTrip, ['Completed', 'Aborted'], ({ data }, trip) => {
  if (!trip.fare) throw new FareStillOpen();
  return [{ type: 'TripSettled', data: { ...factsOf(trip), mode: data.mode } }];
});
