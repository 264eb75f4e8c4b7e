import { secondsAfter } from '../../../shared/kernel/time';
import { acceptedQuote, type OfferedQuote } from './booking';
import { TripCommand, tripRule } from './trip.command';
import { TooEarlyToActivate } from './trip.errors';

/** Pre-assignment is first tried 30 minutes ahead of the pickup. */
export const LEAD_S = 30 * 60;

/** `requote`: the price accepted anew, when the tariff changed since the booking. */
export class ActivateTrip extends TripCommand<{ readonly requote?: OfferedQuote }> {
  readonly type = 'ActivateTrip';
}

export const activateTrip = tripRule(ActivateTrip, ['Scheduled'], ({ data, sent }, trip) => {
  const activatesAt = secondsAfter(trip.pickupAt, -LEAD_S);
  if (sent.occurredAt < activatesAt) throw new TooEarlyToActivate(activatesAt);
  const market = { ...trip.market, requestedAt: sent.occurredAt };
  const quote = data.requote ? acceptedQuote(data.requote, sent.occurredAt) : trip.quote;
  return [{ type: 'TripActivated', data: { tripId: trip.tripId, market, quote } }];
});
