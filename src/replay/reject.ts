import type { GeoPoint } from '../shared/kernel/geo-point';
import type { Instant } from '../shared/kernel/time';

/** Why a row of a file cannot be played. */
export type RejectReason =
  | 'WRONG_COLUMNS'
  | 'BAD_DATE'
  | 'NOT_YET_PASSED'
  | 'BAD_NUMBER'
  | 'IMPOSSIBLE_PLACE'
  | 'ZERO_LENGTH'
  | 'FARE_NOT_POSITIVE'
  | 'IMPOSSIBLE_FARE';

export interface Rejection {
  readonly reason: RejectReason;
  /** The row's time, when at least that could be read. */
  readonly at: Instant | null;
}

/** What a good row says about a ride. */
export interface Ride {
  readonly at: Instant;
  readonly pickup: GeoPoint;
  /** Null when the file does not know where the ride went. */
  readonly dropOff: GeoPoint | null;
  /** In cents; null when the file does not know what it cost. */
  readonly fareMinor: number | null;
}

export type Reading = Ride | Rejection;

export function isRejection(reading: Reading): reading is Rejection {
  return 'reason' in reading;
}

/** A number as data files write it; undefined for anything else, `Infinity` and the empty text included. */
export function numberIn(text: string): number | undefined {
  return /^[+-]?\d{1,12}(\.\d{0,20})?(e[+-]?\d{1,2})?$/i.test(text) ? Number(text) : undefined;
}

const REGION = { south: 39.8, north: 41.8, west: -75.3, east: -71.7 };

/** In or around New York, generously: from Philadelphia's outskirts to Montauk, Poughkeepsie included. */
export function isAroundNewYork({ lat, lon }: GeoPoint): boolean {
  return lat >= REGION.south && lat <= REGION.north && lon >= REGION.west && lon <= REGION.east;
}

const FIRST_YEAR = 2000;

/** The earliest year that is a date and not a mistake. */
export function isPlausibleYear(year: number): boolean {
  return year >= FIRST_YEAR;
}
