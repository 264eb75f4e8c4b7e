import { TripCommand, tripRule } from './trip.command';

/** The car is far from where the trip should take it. */
export class ReportDeviation extends TripCommand<{ readonly distanceM: number }> {
  readonly type = 'ReportDeviation';
}

export const reportDeviation = tripRule(ReportDeviation, ['InProgress'], ({ data, sent }, trip) => [
  {
    type: 'RouteDeviated',
    data: { tripId: trip.tripId, at: sent.occurredAt, distanceM: data.distanceM },
  },
]);
