import type { DriverId, VehicleId } from '../../../shared/kernel/ids';
import type { Instant } from '../../../shared/kernel/time';
import { factsOf } from './trip';
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
  const { attempt, offerId, driverId, vehicleId, promisedPickupAt } = data;
  if (attempt !== trip.attempt) throw new StaleAttempt(trip.attempt);
  const assignmentNo = trip.assignmentNo + 1;
  return [
    {
      type: 'DriverAssigned',
      data: { ...factsOf(trip), assignmentNo, offerId, driverId, vehicleId, promisedPickupAt },
    },
  ];
});
