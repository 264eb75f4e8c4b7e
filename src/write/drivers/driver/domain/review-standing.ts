import type { DriverEvent } from '../../../../shared/events/driver.events';
import {
  STANDING_RUNGS,
  type StandingEvidence,
  type StandingRung,
} from '../../../../shared/events/driver.shapes';
import { secondsAfter, secondsBetween, type Instant } from '../../../../shared/kernel/time';
import { factsOf, type In, type Standing } from './driver';
import { DriverCommand, driverRule } from './driver.command';

const DAY_S = 86_400;
/** For so long nothing further follows on a rung. */
const COOLDOWN_DAYS: Readonly<Record<StandingRung, number>> = {
  ...{ none: 0, inform: 7, warn: 14, 'soft-block': 30, block: 30 },
};
const BLOCK_DAYS = 7;
const PREMIUM_TIERS = ['premium', 'black'];
const REASON_TAG = 'LOW_RATING';

/** Puts a driver on the rung that their ratings earn. */
export class ReviewStanding extends DriverCommand<StandingEvidence> {
  readonly type = 'ReviewStanding';
}

const DRIVES = ['Active', 'Suspended'] as const;

export const reviewStanding = driverRule(ReviewStanding, DRIVES, ({ data, sent }, driver) => {
  const { occurredAt: at } = sent;
  const { rung: from } = driver.standing;
  const to = rungFor(data);
  if (!follows(driver.standing, to, at)) return [];
  const isBlock = to === 'soft-block' || to === 'block';
  const until = isBlock ? secondsAfter(at, BLOCK_DAYS * DAY_S) : null;
  const facts = factsOf(driver, at);
  const evidence = { ...data };
  const blockedTiers = to === 'soft-block' ? PREMIUM_TIERS : [];
  const changed: DriverEvent = {
    type: 'StandingChanged',
    data: { ...facts, from, to, evidence, reasonTag: REASON_TAG, blockedTiers, until },
  };
  return to === 'block' && driver.status === 'Active'
    ? [changed, blocked(driver, at, until, sent.actor.id)]
    : [changed];
});

/** A way down at once; up, or the same again, once the driver has had the time to do better. */
function follows({ rung, since }: Standing, to: StandingRung, at: Instant): boolean {
  if (height(to) < height(rung)) return true;
  if (to === 'none') return false;
  return since === null || secondsBetween(since, at) >= COOLDOWN_DAYS[rung] * DAY_S;
}

const height = (rung: StandingRung) => STANDING_RUNGS.indexOf(rung);

interface Judged extends StandingEvidence {
  readonly rating: number;
}

/** The highest rung first. */
const LADDER: readonly (readonly [StandingRung, (evidence: Judged) => boolean])[] = [
  ['block', ({ rating, ratedRides }) => rating < 3.0 && ratedRides >= 20],
  [
    'soft-block',
    (each) => each.rating < 3.8 && each.recentLowRatings >= 5 && lowShare(each) >= 0.4,
  ],
  ['warn', ({ rating, ratedRides }) => rating < 4.0 && ratedRides >= 15],
  ['inform', ({ rating, ratedRides }) => rating < 4.3 && ratedRides >= 10],
];

const lowShare = ({ recentLowRatings, recentRatings }: Judged) =>
  recentLowRatings / Math.max(1, recentRatings);

/** Without a rating there is nothing to hold against anybody. */
function rungFor({ rating, ...rest }: StandingEvidence): StandingRung {
  if (rating === null) return 'none';
  return LADDER.find(([, holds]) => holds({ rating, ...rest }))?.[0] ?? 'none';
}

function blocked(
  driver: In<'Active'>,
  at: Instant,
  until: Instant | null,
  suspendedBy: string,
): DriverEvent {
  const facts = factsOf(driver, at);
  return {
    type: 'DriverSuspended',
    data: { ...facts, until, reasonCode: REASON_TAG, reviewable: true, suspendedBy },
  };
}
