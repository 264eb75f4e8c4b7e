import { metresBetween } from '../../shared/kernel/geo-point';
import type { Candidate, OpenRequest } from './round';
import type { Weights } from './weights';

/** Could this driver take this trip at all, whatever it would cost? */
export function isFeasible(
  { needs, excluded, rideS }: OpenRequest,
  { driver, etaS }: Pick<Candidate, 'driver' | 'etaS'>,
): boolean {
  const { car, driverId, budgetLeftS } = driver;
  return (
    car.tiers.has(needs.tier) &&
    car.seats >= needs.seats &&
    (car.wheelchair || !needs.wheelchair) &&
    (car.childSeat || !needs.childSeat) &&
    budgetLeftS >= etaS + rideS &&
    !excluded.has(driverId)
  );
}

/** May they be asked now? Drivers who are free may; others when they want it and are as good as there. */
export function isOfferable(
  { pickup }: OpenRequest,
  { driver: { freeInS, takesQueued, at } }: Pick<Candidate, 'driver'>,
  { queue }: Weights,
): boolean {
  if (freeInS === 0) return true;
  return takesQueued && freeInS <= queue.withinS && metresBetween(at, pickup) <= queue.withinM;
}
