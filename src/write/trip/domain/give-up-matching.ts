import type { TripEventOf } from '../../../shared/events/trip.events';
import { factsOf } from './trip';
import { TripCommand, tripRule } from './trip.command';

type Unfulfilled = TripEventOf<'TripUnfulfilled'>['data'];

export class GiveUpMatching extends TripCommand<
  Readonly<Pick<Unfulfilled, 'reason' | 'surgeLevel' | 'retryAfterS'>>
> {
  readonly type = 'GiveUpMatching';
}

export const giveUpMatching = tripRule(GiveUpMatching, ['Matching'], ({ data }, trip) => {
  const { reason, surgeLevel, retryAfterS } = data;
  return [{ type: 'TripUnfulfilled', data: { ...factsOf(trip), reason, surgeLevel, retryAfterS } }];
});
