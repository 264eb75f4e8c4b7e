import type { DocumentKind } from '../../../../shared/events/driver.shapes';
import { noticeDue } from '../../../../shared/kernel/expiry';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf } from './driver';
import { DriverCommand, driverRule } from './driver.command';

/** Looks whether a paper runs out soon, or has. */
export class NoteExpiry extends DriverCommand<{
  readonly kind: DocumentKind;
  /** Of the paper that was meant: another may have come in its place. */
  readonly validUntil: Instant;
}> {
  readonly type = 'NoteExpiry';
}

const ANY = ['DocumentsPending', 'UnderReview', 'Active', 'Suspended', 'Deactivated'] as const;

/** Each notice once, and none that a more pressing one has overtaken. */
export const noteExpiry = driverRule(NoteExpiry, ANY, ({ data, sent }, driver) => {
  const { kind, validUntil } = data;
  const paper = driver.papers[kind];
  const daysLeft = noticeDue(validUntil, sent.occurredAt);
  if (daysLeft === undefined || paper?.validUntil !== validUntil) return [];
  if (driver.status === 'Deactivated' || daysLeft >= (paper.noticed ?? Infinity)) return [];
  const facts = { ...factsOf(driver, sent.occurredAt), kind, validUntil };
  return daysLeft === 0
    ? [{ type: 'DocumentExpired', data: facts }]
    : [{ type: 'DocumentExpiring', data: { ...facts, daysLeft } }];
});
