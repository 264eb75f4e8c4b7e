import type { Candidate, OpenRequest, Round } from './round';
import type { Weights } from './weights';

/** Each part of a cost by its name, so that riders' support and drivers can be told why. */
export type Parts = Readonly<Record<string, number>>;

/** What it costs the city that this driver takes this trip; the cheapest is the best. */
export type Price = (
  request: OpenRequest,
  candidate: Candidate,
  round: Pick<Round, 'medianPerHour'>,
  weights: Weights,
) => Parts;

/** How far away they are, as the crow flies; nothing else. */
export const byDistance: Price = (_, { straightM }) => ({ metres: straightM });

/** The founding score: a point for each minute to the pickup, five for each trip that they already had today. */
export const byPoints: Price = (_, { etaS, driver: { freeInS, tripsToday } }) => ({
  eta: (etaS - freeInS) / 60,
  ...restOf(freeInS / 60),
  tripsToday: 5 * tripsToday,
});

/** Everything in seconds. */
export const bySeconds: Price = (request, { etaS, driver }, { medianPerHour }, weights) => ({
  eta: etaS - driver.freeInS,
  ...restOf(driver.freeInS),
  refusal: weights.refusal * (1 - driver.acceptance),
  givingBack: weights.givingBack * (1 - driver.completion),
  rating: weights.star * (5 - driver.rating),
  fairness: weights.fairness * aheadOf(medianPerHour, driver.earnedPerHour),
  waiting: -weights.waiting * request.waitedS,
  reassignment: request.reassigned ? -weights.reassignment : 0,
});

/** Of the trip that a driver has to finish first, if there is one. */
function restOf(rest: number): Parts {
  return rest === 0 ? {} : { rest };
}

/** How far somebody is ahead of the median, as a share of it: from -1, nothing yet, to 1, twice as much or more. */
function aheadOf(median: number | null, earned: number | null): number {
  if (median === null || earned === null || median <= 0) return 0;
  return Math.max(-1, Math.min(1, (earned - median) / median));
}

export function costOf(parts: Parts): number {
  let sum = 0;
  for (const part in parts) sum += parts[part] ?? 0;
  return sum;
}
