import type { Random } from '../replay/random';

/** Seconds that somebody looks at an offer, and how many of those who do not want it say so. */
const THINKS = { least: 2, most: 9 };
const SAYS_NO = 0.5;
/** Pickups farther than this, s, lose their charm, by so much. */
const FAR_S = 300;
const CHARM_S = 1200;

/** How long riders wait until somebody is on the way, s; and how many of them think again then. */
const PATIENCE = { median: 240, spread: 0.5, least: 20, most: 900 };
const CHANGES_PLANS = 0.02;

export const BREAK_S = 300;
/** What riders ask for. */
export const PRODUCT = 'standard';

export type Opinion = 'accept' | 'decline' | 'none';

/**
 * What a driver makes of an offer.
 * @param takes how often they like what is near, from 0 to 1
 */
export function opinionOf(takes: number, pickupEtaS: number, random: Random): Opinion {
  const charm = Math.exp(-Math.max(0, pickupEtaS - FAR_S) / CHARM_S);
  if (random.chance(takes * charm)) return 'accept';
  return random.chance(SAYS_NO) ? 'decline' : 'none';
}

/** In seconds. */
export function thinkingTime(random: Random): number {
  return random.between(THINKS.least, THINKS.most);
}

/** Until somebody has to be on the way, in seconds. */
export function patienceOf(random: Random): number {
  return random.logNormal(PATIENCE.median, PATIENCE.spread, PATIENCE.least, PATIENCE.most);
}

/** After how many seconds on the way to them a rider wants no driver any more; undefined for most. */
export function secondThoughts(random: Random): number | undefined {
  return random.chance(CHANGES_PLANS) ? random.between(5, 300) : undefined;
}

/** From the driver's arrival until the rider sits in the car, in seconds. */
export function boardingTime(random: Random): number {
  return random.logNormal(60, 0.6, 5, 240);
}
