import { ProblemException } from '../shared/http/problem';
import type { Actor } from '../shared/kernel/actor';

/** Who rides, and who drives or once drove. */
export interface TripPeople {
  readonly riderId: string;
  readonly driverIds: readonly string[];
}

/** @throws ProblemException 403 unless the trip is the reader's own, or the reader's duty */
export function refuseStrangers({ type, id }: Actor, { riderId, driverIds }: TripPeople): void {
  if (type === 'ops' || type === 'system') return;
  if (type === 'rider' && id === riderId) return;
  if (type === 'driver' && driverIds.includes(id)) return;
  throw new ProblemException({
    status: 403,
    code: 'TRIP_NOT_YOURS',
    detail: 'Riders see their own trips, drivers those assigned to them',
  });
}

export function noSuchTrip(): ProblemException {
  return new ProblemException({
    status: 404,
    code: 'TRIP_NOT_FOUND',
    detail: 'There is no such trip',
  });
}

/** There is one now; at the moment that was asked for, there was none. */
export function noSuchTripYet(): ProblemException {
  return new ProblemException({
    status: 404,
    code: 'TRIP_NOT_FOUND',
    detail: 'There was no such trip yet',
  });
}
