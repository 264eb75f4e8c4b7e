import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';

/** Streets leave the straight line between two stops by this much of its length without leaving the way. */
const HALF_WIDTH = 0.15;

/** How far a place is from the corridors along the legs between stops, in metres; 0 within one. */
export function metresOff(place: GeoPoint, stops: readonly GeoPoint[]): number {
  let least = Infinity;
  for (const [index, to] of stops.entries()) {
    const from = stops[index - 1] ?? to;
    const off = metresFromLine(place, from, to) - HALF_WIDTH * metresBetween(from, to);
    least = Math.min(least, Math.max(0, off));
  }
  return least;
}

/** In a plane that touches the earth at the place: within a city the difference is less than a metre in a kilometre. */
function metresFromLine(place: GeoPoint, from: GeoPoint, to: GeoPoint): number {
  const narrowing = Math.cos((place.lat * Math.PI) / 180);
  const x = (point: GeoPoint) => (point.lon - from.lon) * narrowing;
  const y = (point: GeoPoint) => point.lat - from.lat;
  const squared = x(to) ** 2 + y(to) ** 2;
  const along = squared === 0 ? 0 : (x(place) * x(to) + y(place) * y(to)) / squared;
  const share = Math.min(1, Math.max(0, along));
  const nearest = {
    lat: from.lat + share * (to.lat - from.lat),
    lon: from.lon + share * (to.lon - from.lon),
  };
  return metresBetween(place, nearest);
}
