import { Type, type Static } from '@sinclair/typebox';
import { personal } from './personal';
import { count, driverId, instant, nullable, oneOf, text } from './trip.shapes';

/** Whom it concerns, where and when: on every event of a driver, so that a reader needs no other. */
export const driver = { driverId, cityId: text, at: instant };

/** What a driver has to show before the first shift, and all the time after it. */
export const DOCUMENT_KINDS = [
  'driving-licence',
  'hire-licence',
  'background-check',
  'insurance',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];
export const documentKind = oneOf(DOCUMENT_KINDS);
/** Days before a paper runs out on which its holder is told. */
export const daysLeft = Type.Integer({ minimum: 1, maximum: 30 });

export const STANDING_RUNGS = ['none', 'inform', 'warn', 'soft-block', 'block'] as const;
const REINSTATED_CAUSES = ['expired', 'review', 'ops'] as const;
export const standingRung = oneOf(STANDING_RUNGS);
export const reinstatedCause = oneOf(REINSTATED_CAUSES);
export type StandingRung = (typeof STANDING_RUNGS)[number];

/** What a driver's standing is judged by: over all rated rides, and over the last thirty days. */
export const standingEvidence = Type.Object({
  rating: nullable(Type.Number({ minimum: 1, maximum: 5 })),
  ratedRides: count,
  recentRatings: count,
  recentLowRatings: count,
});
export type StandingEvidence = Static<typeof standingEvidence>;

/** Names, numbers of papers, and words about the driver: opened by the driver's own key alone. */
export const personalText = personal(text, 'erased');
export const tiers = Type.Array(text);
