import { metresBetween, type GeoPoint } from '../shared/kernel/geo-point';
import type { Random } from './random';
import { isRejection } from './reject';
import { rowsOf, type RowFile } from './rows';

const MOST_PLACES = 4096;
const TRIES = 8;
const SHORTEST_M = 400;

/**
 * Where the file's first good rows begin. Read ahead of the replay, so that every row draws from the same places
 * wherever the replay starts and ends.
 */
export async function placesOf(file: RowFile, now: number): Promise<readonly GeoPoint[]> {
  const places: GeoPoint[] = [];
  for await (const { reading } of rowsOf(file, now)) {
    if (!isRejection(reading)) places.push(reading.pickup);
    if (places.length === MOST_PLACES) break;
  }
  return places;
}

/** One of `places` that is worth a ride from `from`; a kilometre north when chance finds none. */
export function destinationFrom(
  from: GeoPoint,
  places: readonly GeoPoint[],
  random: Random,
): GeoPoint {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const place = places[random.below(places.length)];
    if (place && metresBetween(from, place) >= SHORTEST_M) return place;
  }
  return { lat: Math.round((from.lat + 0.009) * 1e4) / 1e4, lon: from.lon };
}
