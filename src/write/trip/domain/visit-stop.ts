import { TripCommand, tripRule } from './trip.command';
import { UnknownStop } from './trip.errors';
import type { In } from './trip';

interface AtStop {
  /** The stop's place in the itinerary; the pickup is 0. */
  readonly index: number;
}

export class ArriveAtStop extends TripCommand<AtStop> {
  readonly type = 'ArriveAtStop';
}

export const arriveAtStop = tripRule(ArriveAtStop, ['InProgress'], ({ data, sent }, trip) => {
  const { index } = data;
  if (trip.atStop !== null || index !== trip.nextStop || !isWaypoint(trip, index)) {
    throw new UnknownStop(trip.nextStop);
  }
  return [{ type: 'WaypointReached', data: { tripId: trip.tripId, index, at: sent.occurredAt } }];
});

export class DepartStop extends TripCommand<AtStop> {
  readonly type = 'DepartStop';
}

export const departStop = tripRule(DepartStop, ['InProgress'], ({ data, sent }, trip) => {
  const { index } = data;
  if (trip.atStop !== index) throw new UnknownStop(trip.nextStop);
  return [{ type: 'WaypointDeparted', data: { tripId: trip.tripId, index, at: sent.occurredAt } }];
});

/** The drop-off is not a waypoint: reaching it completes the trip. */
function isWaypoint(trip: In<'InProgress'>, index: number): boolean {
  return index < trip.stops.length - 1;
}
