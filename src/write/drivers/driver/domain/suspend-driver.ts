import type { DriverEventOf } from '../../../../shared/events/driver.events';
import type { Sent } from '../../../../shared/kernel/sent';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, type In } from './driver';
import { DriverCommand, driverRule } from './driver.command';
import { HumanDecisionNeeded, NoReviewRequested, NotReviewable } from './driver.errors';

/** No offers until then, or until somebody lifts it: whoever is on a trip ends it first. */
export class SuspendDriver extends DriverCommand<{
  readonly reasonCode: string;
  readonly until?: Instant;
  readonly reviewable: boolean;
}> {
  readonly type = 'SuspendDriver';
}

export const suspendDriver = driverRule(SuspendDriver, ['Active'], ({ data, sent }, driver) => {
  const { reasonCode, until = null, reviewable } = data;
  const facts = factsOf(driver, sent.occurredAt);
  const suspendedBy = sent.actor.id;
  return [
    { type: 'DriverSuspended', data: { ...facts, until, reasonCode, reviewable, suspendedBy } },
  ];
});

/** The driver wants a person to look at it. */
export class RequestReview extends DriverCommand<{ readonly statement: string }> {
  readonly type = 'RequestReview';
}

export const requestReview = driverRule(RequestReview, ['Suspended'], ({ data, sent }, driver) => {
  const { reviewable, reviewRequested } = driver.suspension;
  if (!reviewable) throw new NotReviewable();
  if (reviewRequested) return [];
  const facts = factsOf(driver, sent.occurredAt);
  return [{ type: 'SuspensionReviewRequested', data: { ...facts, statement: data.statement } }];
});

export class DecideReview extends DriverCommand<{
  readonly outcome: 'lifted' | 'upheld';
  /** What the driver is told. */
  readonly statement: string;
}> {
  readonly type = 'DecideReview';
}

export const decideReview = driverRule(DecideReview, ['Suspended'], ({ data, sent }, driver) => {
  const decidedByHuman = humanIn(sent);
  if (!driver.suspension.reviewRequested) throw new NoReviewRequested();
  const { outcome, statement } = data;
  const facts = factsOf(driver, sent.occurredAt);
  return outcome === 'lifted'
    ? [reinstated(driver, sent, 'review', statement)]
    : [{ type: 'SuspensionUpheld', data: { ...facts, statement, decidedByHuman } }];
});

/** Its time is over, or operations think better of it. */
export class LiftSuspension extends DriverCommand<{
  /** Of a suspension that runs out: the one that was meant. */
  readonly until?: Instant;
}> {
  readonly type = 'LiftSuspension';
}

export const liftSuspension = driverRule(
  LiftSuspension,
  ['Suspended'],
  ({ data, sent }, driver) => {
    if (data.until === undefined) return [reinstated(driver, sent, 'ops')];
    const isOver = data.until === driver.suspension.until && data.until <= sent.occurredAt;
    return isOver ? [reinstated(driver, sent, 'expired')] : [];
  },
);

function reinstated(
  driver: In<'Suspended'>,
  { occurredAt, actor }: Sent,
  cause: DriverEventOf<'DriverReinstated'>['data']['cause'],
  statement: string | null = null,
): DriverEventOf<'DriverReinstated'> {
  const facts = factsOf(driver, occurredAt);
  return { type: 'DriverReinstated', data: { ...facts, cause, by: actor.id, statement } };
}

/** For good, by a person, with reasons. */
export class DeactivateDriver extends DriverCommand<{ readonly statement: string }> {
  readonly type = 'DeactivateDriver';
}

const NOT_OVER = ['Applied', 'DocumentsPending', 'UnderReview', 'Active', 'Suspended'] as const;

export const deactivateDriver = driverRule(DeactivateDriver, NOT_OVER, ({ data, sent }, driver) => {
  const decidedByHuman = humanIn(sent);
  const facts = factsOf(driver, sent.occurredAt);
  return [
    { type: 'DriverDeactivated', data: { ...facts, statement: data.statement, decidedByHuman } },
  ];
});

/** @throws HumanDecisionNeeded */
function humanIn({ actor }: Sent): string {
  if (actor.type !== 'ops') throw new HumanDecisionNeeded();
  return actor.id;
}
