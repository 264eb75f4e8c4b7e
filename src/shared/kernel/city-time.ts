import type { Instant } from './time';

const HOUR_MS = 3_600_000;
const ZONES = new Map([['nyc', 'America/New_York']]);
const CLOCKS = new Map<string, Intl.DateTimeFormat>();
/** Formatting costs microseconds and a city has few hours: as many as a century, at most. */
const SEEN = new Map<string, string>();
const MOST_SEEN = 1_000_000;

/** The hour that the clocks on a city's walls show: `2014-04-01T00`. Cities without a zone of their own use UTC. */
export function cityHour(cityId: string, instant: Instant): string {
  const hour = Math.floor(Date.parse(instant) / HOUR_MS);
  const key = `${cityId} ${hour}`;
  const seen = SEEN.get(key);
  if (seen !== undefined) return seen;
  const shown = clockOf(cityId)
    .format(new Date(hour * HOUR_MS))
    .replace(' ', 'T');
  if (SEEN.size < MOST_SEEN) SEEN.set(key, shown);
  return shown;
}

/** Whole hours are enough: the offsets of the cities served are whole hours. */
function clockOf(cityId: string): Intl.DateTimeFormat {
  const timeZone = ZONES.get(cityId) ?? 'UTC';
  const clock =
    CLOCKS.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit' },
      hourCycle: 'h23',
    });
  CLOCKS.set(timeZone, clock);
  return clock;
}
