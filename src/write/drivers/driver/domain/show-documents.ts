import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { DocumentKind } from '../../../../shared/events/driver.shapes';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, missingPapers, type In } from './driver';
import { DriverCommand, driverRule } from './driver.command';
import { DocumentNotShown, DocumentOver } from './driver.errors';
import { evolve } from './driver.evolve';

export class SubmitDocument extends DriverCommand<{
  readonly kind: DocumentKind;
  readonly documentNo: string;
  readonly scanRef: string;
}> {
  readonly type = 'SubmitDocument';
}

const NOT_OVER = ['Applied', 'DocumentsPending', 'UnderReview', 'Active', 'Suspended'] as const;

/** With the last paper that was missing, the review begins. */
export const submitDocument = driverRule(SubmitDocument, NOT_OVER, ({ data, sent }, driver) => {
  const facts = factsOf(driver, sent.occurredAt);
  const submitted: DriverEvent = { type: 'DocumentSubmitted', data: { ...facts, ...data } };
  const after = evolve(driver, submitted) as typeof driver;
  const isComplete = after.status === 'DocumentsPending' && missingPapers(after).length === 0;
  return isComplete ? [submitted, { type: 'DriverReviewStarted', data: facts }] : [submitted];
});

export class VerifyDocument extends DriverCommand<{
  readonly kind: DocumentKind;
  readonly validUntil: Instant;
}> {
  readonly type = 'VerifyDocument';
}

const SHOWN = ['DocumentsPending', 'UnderReview', 'Active', 'Suspended'] as const;

export const verifyDocument = driverRule(VerifyDocument, SHOWN, ({ data, sent }, driver) => {
  const { kind, validUntil } = data;
  refuseNotShown(driver, kind);
  if (validUntil <= sent.occurredAt) throw new DocumentOver(kind, validUntil);
  const facts = factsOf(driver, sent.occurredAt);
  const verifiedBy = sent.actor.id;
  return [{ type: 'DocumentVerified', data: { ...facts, kind, validUntil, verifiedBy } }];
});

export class RejectDocument extends DriverCommand<{
  readonly kind: DocumentKind;
  readonly reason: string;
}> {
  readonly type = 'RejectDocument';
}

export const rejectDocument = driverRule(RejectDocument, SHOWN, ({ data, sent }, driver) => {
  const { kind, reason } = data;
  refuseNotShown(driver, kind);
  const facts = factsOf(driver, sent.occurredAt);
  return [
    { type: 'DocumentRejected', data: { ...facts, kind, reason, rejectedBy: sent.actor.id } },
  ];
});

function refuseNotShown({ papers }: In<(typeof SHOWN)[number]>, kind: DocumentKind): void {
  if (papers[kind]?.shown !== 'submitted') throw new DocumentNotShown(kind);
}
