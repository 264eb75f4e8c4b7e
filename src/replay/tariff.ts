import type { Route } from './travel';

interface FareLine {
  readonly code: string;
  readonly amountMinor: number;
}

/** Lines that add up to the total, in cents. */
export interface Fare {
  readonly lines: readonly FareLine[];
  readonly totalMinor: number;
}

/** uberX in New York in April 2014: 3.00 to begin with, 2.15 a mile, 0.40 a minute, 8.00 at least. */
const BASE_MINOR = 300;
const PER_KM_MINOR = 215 / 1.609344;
const PER_MINUTE_MINOR = 40;
const MINIMUM_MINOR = 800;

export function fareFor({ distanceM, durationS }: Route): Fare {
  const lines = [
    { code: 'base', amountMinor: BASE_MINOR },
    { code: 'distance', amountMinor: Math.round((distanceM / 1000) * PER_KM_MINOR) },
    { code: 'time', amountMinor: Math.round((durationS / 60) * PER_MINUTE_MINOR) },
  ];
  return adjusted({ lines, totalMinor: sumOf(lines) }, MINIMUM_MINOR, Infinity);
}

/** The meter's total as the only line: what a fare known as a whole consists of. */
export function meteredFare(totalMinor: number): Fare {
  return { lines: [{ code: 'metered', amountMinor: totalMinor }], totalMinor };
}

/** Not less than the minimum, not more than the cap, and a line that says so. */
export function adjusted({ lines, totalMinor }: Fare, leastMinor: number, mostMinor: number): Fare {
  const total = Math.min(mostMinor, Math.max(leastMinor, totalMinor));
  if (total === totalMinor) return { lines, totalMinor };
  const code = total > totalMinor ? 'minimum' : 'cap';
  return { lines: [...lines, { code, amountMinor: total - totalMinor }], totalMinor: total };
}

function sumOf(lines: readonly FareLine[]): number {
  return lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
