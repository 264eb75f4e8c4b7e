import { cityHour } from './city-time';
import { secondsAfter, type Instant } from './time';

/** How long drivers may work: 12 hours and then 8 off, or New York's limits on time with passengers. */
export const HOURS_POLICIES = ['twelve-then-eight', 'new-york'] as const;
export type HoursPolicy = (typeof HOURS_POLICIES)[number];

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A week and a day: nothing older counts under any policy. */
const KEPT_MS = 8 * DAY_MS;

/** How much a driver has worked, as far as it still counts. Spans in ms since 1970. */
export interface Work {
  /** Online without breaks since the last long rest. */
  readonly sinceRestMs: number;
  /** Offline, or on a break, since then; null while at work. */
  readonly restingSince: Instant | null;
  /** With a passenger, the oldest first. */
  readonly rides: readonly Span[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

export const noWork: Work = { sinceRestMs: 0, restingSince: null, rides: [] };

const LIMITS = { workH: 12, restH: 8, dayH: 10, weekH: 60 } as const;
const LONG_REST_MS = LIMITS.restH * HOUR_MS;

/** New York's limits hold where the law is New York's. */
export function hoursPolicyOf(cityId: string): HoursPolicy {
  return cityId === 'nyc' ? 'new-york' : 'twelve-then-eight';
}

export function restBegins(work: Work, at: Instant): Work {
  return { ...work, restingSince: work.restingSince ?? at };
}

/** What a span of time adds to the work done: nothing while on a break. */
export function workedFrom(
  work: Work,
  doing: 'break' | 'ride' | 'other',
  from: Instant,
  at: Instant,
): Work {
  const start = Date.parse(from);
  const ms = Date.parse(at) - start;
  // What is imported may tell times that do not fit together.
  if (doing === 'break' || ms <= 0) return work;
  const ridden = doing === 'ride' ? rode(work, { from: start, to: start + ms }) : work;
  return { ...ridden, sinceRestMs: work.sinceRestMs + ms };
}

/** Work goes on; a long rest has wiped out what came before it. */
export function restEnds(work: Work, at: Instant): Work {
  const rested = Date.parse(at) - Date.parse(work.restingSince ?? at);
  const sinceRestMs = rested >= LONG_REST_MS ? 0 : work.sinceRestMs;
  return { ...work, sinceRestMs, restingSince: null };
}

export function rode(work: Work, ride: Span): Work {
  const kept = work.rides.filter(({ to }) => to > ride.to - KEPT_MS);
  const last = kept.at(-1);
  // The same ride, told in two parts.
  if (last?.to === ride.from)
    return { ...work, rides: [...kept.slice(0, -1), { ...last, to: ride.to }] };
  return { ...work, rides: [...kept, ride] };
}

/** What is still to come before the driver could rest. */
export interface Ahead {
  /** Until the passenger boards, s. */
  readonly pickupS: number;
  /** With the passenger, s. */
  readonly rideS: number;
}

/**
 * Seconds that a driver would still have when all that is ahead is done; negative when it does not fit.
 * @param work as it is at that time, what has just been worked or ridden included
 */
export function hoursLeftS(
  policy: HoursPolicy,
  cityId: string,
  work: Work,
  at: Instant,
  { pickupS, rideS }: Ahead = { pickupS: 0, rideS: 0 },
): number {
  if (policy === 'twelve-then-eight') {
    return LIMITS.workH * 3600 - work.sinceRestMs / 1000 - pickupS - rideS;
  }
  const end = Date.parse(at) + (pickupS + rideS) * 1000;
  const dayS = LIMITS.dayH * 3600 - riddenS(work.rides, end - DAY_MS) - rideS;
  const weekS = LIMITS.weekH * 3600 - riddenS(work.rides, weekStart(cityId, at)) - rideS;
  return Math.min(dayS, weekS);
}

function riddenS(rides: readonly Span[], since: number): number {
  const ms = rides.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, since)), 0);
  return ms / 1000;
}

/** When the clocks on a city's walls last showed Monday 00:00, in ms since 1970. */
function weekStart(cityId: string, at: Instant): number {
  const [day = '', hour = '0'] = cityHour(cityId, at).split('T');
  const sinceMonday = (new Date(`${day}T00:00:00.000Z`).getUTCDay() + 6) % 7;
  const intoHour = Date.parse(at) % HOUR_MS;
  const start = Date.parse(at) - intoHour - Number(hour) * HOUR_MS - sinceMonday * DAY_MS;
  // In the week in which the clocks change, an hour more or less has passed.
  const shown = Number(
    cityHour(cityId, secondsAfter(at, (start - Date.parse(at)) / 1000)).slice(11),
  );
  return start - (shown > 12 ? shown - 24 : shown) * HOUR_MS;
}
