import { metresBetween, type GeoPoint } from '../shared/kernel/geo-point';
import type { Random } from './random';

export interface Route {
  readonly distanceM: number;
  readonly durationS: number;
}

const SHORTEST_M = 200;

/** Streets are longer than the crow's flight, and long trips are faster because they use highways. */
export function routeBetween(a: GeoPoint, b: GeoPoint, random: Random): Route {
  const detour = random.logNormal(1.35, 0.1, 1.05, 2);
  const distanceM = Math.max(SHORTEST_M, Math.round(metresBetween(a, b) * detour));
  const km = distanceM / 1000;
  const usualKmh = 13 + 32 * (1 - Math.exp(-km / 15));
  const kmh = random.logNormal(usualKmh, 0.25, 5, 90);
  return { distanceM, durationS: Math.round((km / kmh) * 3600) };
}

export function stretched({ distanceM, durationS }: Route, factor: number): Route {
  return {
    distanceM: Math.round(distanceM * factor),
    durationS: Math.max(1, Math.round(durationS * factor)),
  };
}

const METRES_PER_DEGREE = 111_195;

/** Where a driver stops who is asked to a place: up to 80 m down the road. */
export function near({ lat, lon }: GeoPoint, random: Random): GeoPoint {
  const metres = random.between(0, 80);
  const bearing = random.between(0, 2 * Math.PI);
  const north = (metres * Math.cos(bearing)) / METRES_PER_DEGREE;
  const east = (metres * Math.sin(bearing)) / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180));
  return { lat: rounded(lat + north), lon: rounded(lon + east) };
}

/** Six decimals are about 0.1 m. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
