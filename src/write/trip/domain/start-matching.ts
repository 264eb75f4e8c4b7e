import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { PaymentNotAuthorised } from './trip.errors';

/** `cardAuthorised` and `cashAllowed` come from the payment and the city's policy. */
export class StartMatching extends TripCommand<{
  readonly cardAuthorised: boolean;
  readonly cashAllowed: boolean;
}> {
  readonly type = 'StartMatching';
}

export const startMatching = tripRule(StartMatching, ['Requested'], ({ data }, trip) => {
  if (!data.cardAuthorised && !data.cashAllowed) throw new PaymentNotAuthorised();
  return [{ type: 'MatchingStarted', data: { ...factsOf(trip), attempt: trip.attempt + 1 } }];
});
