import { newYorkInstant, type WallClock } from './new-york-time';
import {
  isAroundNewYork,
  isPlausibleYear,
  numberIn,
  type Reading,
  type RejectReason,
} from './reject';

/** The columns of the Uber pickups that FiveThirtyEight obtained from the TLC. */
export const PICKUP_COLUMNS = ['Date/Time', 'Lat', 'Lon', 'Base'] as const;

/** Reads `2014/4/1 0:11:00,40.769,-73.9549,B02512`, in New York's wall-clock time. */
export function readPickup(fields: readonly string[]): Reading {
  const at = instantIn(fields[0] ?? '') ?? null;
  const rejected = (reason: RejectReason) => ({ reason, at });
  if (fields.length !== PICKUP_COLUMNS.length) return rejected('WRONG_COLUMNS');
  if (at === null) return rejected('BAD_DATE');
  const [lat, lon] = fields.slice(1, 3).map(numberIn);
  if (lat === undefined || lon === undefined) return rejected('BAD_NUMBER');
  const pickup = { lat, lon };
  if (!isAroundNewYork(pickup)) return rejected('IMPOSSIBLE_PLACE');
  return { at, pickup, dropOff: null, fareMinor: null };
}

const TIME = String.raw`(\d{1,2}):(\d{2})(?::(\d{2}))?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})/(\d{1,2})/(\d{1,2}) ${TIME}$`);
const MONTH_FIRST = new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4}) ${TIME}$`);

function instantIn(text: string): string | undefined {
  const wall = wallClockIn(text);
  return wall && isPlausibleYear(wall[0]) ? newYorkInstant(wall) : undefined;
}

/** The file has been published with the year first, and with the month first. */
function wallClockIn(text: string): WallClock | undefined {
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst) return numbersOf(yearFirst);
  const monthFirst = MONTH_FIRST.exec(text);
  if (!monthFirst) return undefined;
  const [month, day, year, ...time] = numbersOf(monthFirst);
  return [year, month, day, ...time];
}

/** Seconds may be left out. */
function numbersOf(match: RegExpExecArray): WallClock {
  return match.slice(1).map((part) => Number(part || 0)) as unknown as WallClock;
}
