import type { Instant } from '../shared/kernel/time';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_REMEMBERED = 20_000;

const clock = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  hourCycle: 'h23',
  ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
});

/** Offsets change on the hour only, and asking Intl for each row would cost more than all the rest of reading it. */
const offsets = new Map<number, number>();

/** Year, month (from 1), day, hour, minute, second. */
export type WallClock = readonly [number, number, number, number, number, number];

/**
 * When New York's clocks showed this time. In the autumn's repeated hour the first time is meant.
 * @returns undefined when they never did: no such date, or in the hour that spring leaves out
 */
export function newYorkInstant(wall: WallClock): Instant | undefined {
  const asIfUtc = utcMs(wall);
  if (asIfUtc === undefined) return undefined;
  const candidates = [asIfUtc - DAY_MS, asIfUtc + DAY_MS].map((near) => asIfUtc - offsetAt(near));
  const instant = candidates.find((ms) => ms + offsetAt(ms) === asIfUtc);
  return instant === undefined ? undefined : new Date(instant).toISOString();
}

/** @returns undefined when there is no such date or time */
export function utcInstant(wall: WallClock): Instant | undefined {
  const ms = utcMs(wall);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function utcMs([year, month, day, hour, minute, second]: WallClock): number | undefined {
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isReal =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return isReal && minute < 60 && second < 60 ? date.getTime() : undefined;
}

/** How far New York's clocks were from UTC, in milliseconds: negative, for they are behind. */
function offsetAt(ms: number): number {
  const hour = Math.floor(ms / HOUR_MS);
  const known = offsets.get(hour);
  if (known !== undefined) return known;
  if (offsets.size >= MOST_REMEMBERED) offsets.clear();
  const offset = wallClockMs(hour * HOUR_MS) - hour * HOUR_MS;
  offsets.set(hour, offset);
  return offset;
}

function wallClockMs(ms: number): number {
  const parts = clock.formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((each) => each.type === type)?.value);
  const date = [part('year'), part('month') - 1, part('day')] as const;
  return Date.UTC(...date, part('hour'), part('minute'), part('second'));
}
