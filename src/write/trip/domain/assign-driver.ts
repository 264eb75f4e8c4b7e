import type { DriverId, VehicleId } from '../../../shared/kernel/ids';
import type { Instant } from '../../../shared/kernel/time';
import type { TripEventOf } from '../../../shared/events/trip.events';
import { factsOf, type In } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { StaleAttempt } from './trip.errors';

export class AssignDriver extends TripCommand<{
  readonly attempt: number;
  readonly offerId: string;
  readonly driverId: DriverId;
  readonly vehicleId: VehicleId;
  readonly promisedPickupAt: Instant;
}> {
  readonly type = 'AssignDriver';
}

export const assignDriver = tripRule(AssignDriver, ['Matching'], ({ data }, trip) => {
  if (data.attempt !== trip.attempt) throw new StaleAttempt(trip.attempt);
  return [assignment(trip, data)];
});

export function assignment(
  trip: In<'Matching'>,
  data: AssignDriver['data'],
): TripEventOf<'DriverAssigned'> {
  const { offerId, driverId, vehicleId, promisedPickupAt } = data;
  const assignmentNo = trip.assignmentNo + 1;
  return {
    type: 'DriverAssigned',
    data: { ...factsOf(trip), assignmentNo, offerId, driverId, vehicleId, promisedPickupAt },
  };
}
