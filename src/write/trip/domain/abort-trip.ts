import type { GeoPoint } from '../../../shared/kernel/geo-point';
import { factsOf } from './trip';
import { isParty, TripCommand, tripRule } from './trip.command';
import { VerdictNotYours } from './trip.errors';

/** Ends a ride under way; what it costs stays open until the fare is finalised. */
export class AbortTrip extends TripCommand<{
  readonly reasonCode: string;
  readonly location?: GeoPoint;
  readonly chargeBasis?: 'time-and-distance' | 'zero';
}> {
  readonly type = 'AbortTrip';
}

export const abortTrip = tripRule(AbortTrip, ['InProgress'], ({ data, sent }, trip) => {
  if (data.chargeBasis && isParty(sent)) throw new VerdictNotYours();
  return [
    {
      type: 'TripAborted',
      data: {
        ...factsOf(trip),
        reasonCode: data.reasonCode,
        chargeBasis: data.chargeBasis ?? 'time-and-distance',
        location: data.location ?? null,
      },
    },
  ];
});
