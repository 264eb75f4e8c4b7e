import { secondsAfter, type Instant } from '../../../shared/kernel/time';
import type { Offer, OpenedAttempt } from './attempt';

/** How drivers are asked: one at a time, then several at once, then no more. Seconds and counts. */
export const CASCADE = {
  /** The driver has so long to answer. */
  offerS: 15,
  /** So many misses one behind the other, or so long, and it goes to several at once. */
  exclusiveMisses: 3,
  exclusiveForS: 60,
  broadcastTo: 3,
  mostOffers: 10,
  windowS: 180,
} as const;

export function modeAt(attempt: OpenedAttempt, at: Instant): Offer['mode'] {
  const missed = attempt.offers.filter(({ mode }) => mode === 'exclusive').length;
  const isLate = at >= secondsAfter(attempt.openedAt, CASCADE.exclusiveForS);
  return isLate || missed >= CASCADE.exclusiveMisses ? 'broadcast' : 'exclusive';
}

/** How many drivers may be asked together now. */
export function offersLeft(attempt: OpenedAttempt, at: Instant): number {
  const atOnce = modeAt(attempt, at) === 'broadcast' ? CASCADE.broadcastTo : 1;
  return Math.min(atOnce, CASCADE.mostOffers - attempt.offers.length);
}

export function isOver({ openedAt }: OpenedAttempt, at: Instant): boolean {
  return at >= secondsAfter(openedAt, CASCADE.windowS);
}
