import { metresBetween, type GeoPoint } from '../shared/kernel/geo-point';
import type { Instant } from '../shared/kernel/time';
import { utcInstant, type WallClock } from './new-york-time';
import {
  isAroundNewYork,
  isPlausibleYear,
  numberIn,
  type Reading,
  type RejectReason,
} from './reject';

/** The columns of the New York taxi fares. */
export const FARE_COLUMNS = [
  'key',
  'fare_amount',
  'pickup_datetime',
  'pickup_longitude',
  'pickup_latitude',
  'dropoff_longitude',
  'dropoff_latitude',
  'passenger_count',
] as const;

/** Nobody rides nowhere: coordinates of less than a doorway apart are a meter switched on by mistake. */
const SHORTEST_M = 10;
const HIGHEST_FARE_MINOR = 500_000;

/** Reads a row whose time says `UTC` and is taken at its word. */
export function readFare(fields: readonly string[]): Reading {
  const at = instantIn(fields[2] ?? '') ?? null;
  const rejected = (reason: RejectReason) => ({ reason, at });
  if (fields.length !== FARE_COLUMNS.length) return rejected('WRONG_COLUMNS');
  if (at === null) return rejected('BAD_DATE');
  const numbers = [fields[1], ...fields.slice(3)].map((field = '') => numberIn(field));
  return numbers.some((number) => number === undefined)
    ? rejected('BAD_NUMBER')
    : rideIn(numbers as number[], at);
}

function rideIn(numbers: readonly number[], at: Instant): Reading {
  const [fare = 0, pickupLon = 0, pickupLat = 0, dropOffLon = 0, dropOffLat = 0] = numbers;
  const pickup = { lat: pickupLat, lon: pickupLon };
  const dropOff = { lat: dropOffLat, lon: dropOffLon };
  const fareMinor = Math.round(fare * 100);
  const reason = reasonAgainst(fareMinor, pickup, dropOff);
  return reason ? { reason, at } : { at, pickup, dropOff, fareMinor };
}

function reasonAgainst(
  fareMinor: number,
  pickup: GeoPoint,
  dropOff: GeoPoint,
): RejectReason | undefined {
  if (!isAroundNewYork(pickup) || !isAroundNewYork(dropOff)) return 'IMPOSSIBLE_PLACE';
  if (metresBetween(pickup, dropOff) < SHORTEST_M) return 'ZERO_LENGTH';
  if (fareMinor <= 0) return 'FARE_NOT_POSITIVE';
  return fareMinor > HIGHEST_FARE_MINOR ? 'IMPOSSIBLE_FARE' : undefined;
}

function instantIn(text: string): Instant | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) UTC$/.exec(text);
  if (!match) return undefined;
  const wall = match.slice(1).map(Number) as unknown as WallClock;
  return isPlausibleYear(wall[0]) ? utcInstant(wall) : undefined;
}
