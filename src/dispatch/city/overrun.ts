import type { DriverId, TripId } from '../../shared/kernel/ids';
import type { Instant } from '../../shared/kernel/time';
import { isSoonThere } from '../matching/feasible';
import type { Weights } from '../matching/weights';
import type { TravelTimes, Way } from '../travel/travel-times';
import type { City } from './city';

/** A trip that waits for a driver who would not be offered it any more. */
export interface Overrun {
  readonly tripId: TripId;
  readonly assignmentNo: number;
}

interface Waiting extends Overrun {
  readonly legs: readonly Way[];
}

/**
 * Trips that are queued behind one whose way the rider has changed since, so that its end is too far by now for the next
 * trip to be offered: too long to drive, or too far from the next pickup.
 */
export async function overrunIn(
  city: City,
  at: Instant,
  { travelTimes, weights }: { readonly travelTimes: TravelTimes; readonly weights: Weights },
): Promise<Overrun[]> {
  const waiting = waitingIn(city);
  if (waiting.length === 0) return [];
  const ways = waiting.flatMap(({ legs }) => legs);
  const times = (await travelTimes.of(ways, at)).values();
  return waiting.filter(({ tripId, legs }) => {
    const freeInS = legs.reduce((sum) => sum + (times.next().value?.seconds ?? 0), 0);
    const [end, pickup] = [legs.at(-1)?.to, city.searches.wishOf(tripId)?.stops[0]];
    return end && pickup && !isSoonThere(pickup, { freeInS, at: end }, weights);
  });
}

function waitingIn(city: City): Waiting[] {
  return [...city.drivers.all()].flatMap(({ shift }): Waiting[] => {
    if (shift.status !== 'OnTrip' || !shift.queued) return [];
    if (!city.waysAhead.hasChanged(shift.tripId)) return [];
    const { tripId } = shift.queued;
    const assignmentNo = city.searches.wishOf(tripId)?.assignments;
    const legs = legsOf(city, shift.driverId, shift.tripId);
    return assignmentNo === undefined || legs.length === 0 ? [] : [{ tripId, assignmentNo, legs }];
  });
}

function legsOf(city: City, driverId: DriverId, tripId: TripId): Way[] {
  const from = city.placeOf(driverId);
  if (!from) return [];
  const stops = city.waysAhead.stopsOf(tripId);
  return stops.map((to, index) => ({ from: stops[index - 1] ?? from, to }));
}
