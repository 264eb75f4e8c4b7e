import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import type { Candidate, OpenRequest, Supply } from './round';
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

/** May they be asked although they have a trip to finish? When they want it and are as good as there. */
export function mayHaveNext({ pickup }: OpenRequest, driver: Supply, weights: Weights): boolean {
  return driver.takesQueued && isSoonThere(pickup, driver, weights);
}

/** As good as there: their trip is about to end, and not far from the pickup. */
export function isSoonThere(
  pickup: GeoPoint,
  { freeInS, at }: Pick<Supply, 'freeInS' | 'at'>,
  { queue }: Weights,
): boolean {
  return freeInS <= queue.withinS && metresBetween(at, pickup) <= queue.withinM;
}
