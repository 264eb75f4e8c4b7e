/** An ISO 8601 instant in UTC, as stored: `2014-04-01T04:11:00.000Z`. */
export type Instant = string;

/** Whole seconds from one instant to another; negative when `to` is earlier. */
export function secondsBetween(from: Instant, to: Instant): number {
  return Math.floor((Date.parse(to) - Date.parse(from)) / 1000);
}

export function secondsAfter(instant: Instant, seconds: number): Instant {
  return new Date(Date.parse(instant) + seconds * 1000).toISOString();
}
