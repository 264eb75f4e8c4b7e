import { DOCUMENT_KINDS } from '../../../../shared/events/driver.shapes';
import { factsOf } from './driver';
import { DriverCommand, driverRule } from './driver.command';
import { DocumentsNotVerified } from './driver.errors';

/** Operations have looked at everything: the driver may begin. */
export class ActivateDriver extends DriverCommand {
  readonly type = 'ActivateDriver';
}

export const activateDriver = driverRule(ActivateDriver, ['UnderReview'], ({ sent }, driver) => {
  const { occurredAt: at, actor } = sent;
  const isValid = (until: string | null | undefined) => typeof until === 'string' && until > at;
  const open = DOCUMENT_KINDS.filter((kind) => !isValid(driver.papers[kind]?.validUntil));
  if (open.length > 0) throw new DocumentsNotVerified(open);
  return [{ type: 'DriverActivated', data: { ...factsOf(driver, at), activatedBy: actor.id } }];
});
