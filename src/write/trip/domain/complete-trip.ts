import type { TripEventOf } from '../../../shared/events/trip.events';
import { secondsBetween } from '../../../shared/kernel/time';
import { factsOf, type In } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { StopsUnaccounted } from './trip.errors';

type Completed = TripEventOf<'TripCompleted'>['data'];
type Measured = Pick<Completed, 'actualDistanceM' | 'tolls' | 'skippedStops' | 'gpsQuality'>;

export class CompleteTrip extends TripCommand<Measured & { readonly routeDigest?: string }> {
  readonly type = 'CompleteTrip';
}

export const completeTrip = tripRule(CompleteTrip, ['InProgress'], ({ data, sent }, trip) => {
  const { actualDistanceM, tolls, skippedStops, gpsQuality, routeDigest = null } = data;
  const skipped = skippedStops.map(({ index }) => index);
  const missing = stopsAhead(trip).filter((index) => !skipped.includes(index));
  if (missing.length > 0) throw new StopsUnaccounted(missing);
  const completedAt = sent.occurredAt;
  return [
    {
      type: 'TripCompleted',
      data: {
        ...factsOf(trip),
        ...{ completedAt, actualDistanceM, tolls, skippedStops, routeDigest, gpsQuality },
        endedBy: endedBy(sent.actor.type),
        actualDurationS: Math.max(0, secondsBetween(trip.startedAt, completedAt)),
        waitS: Math.max(0, secondsBetween(trip.arrivedAt, trip.startedAt)),
      },
    },
  ];
});

/** The waypoints that the driver has neither reached nor left. */
function stopsAhead(trip: In<'InProgress'>): number[] {
  const first = trip.nextStop + (trip.atStop === null ? 0 : 1);
  const dropOff = trip.stops.length - 1;
  return Array.from({ length: Math.max(0, dropOff - first) }, (_, step) => first + step);
}

function endedBy(role: string): Completed['endedBy'] {
  return role === 'ops' || role === 'system' ? role : 'driver';
}
