import type { DriverId } from '../../../../shared/kernel/ids';
import type { Sent } from '../../../../shared/kernel/sent';
import type { Instant } from '../../../../shared/kernel/time';
import { factsOf, ONLINE } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';

/** Something has changed in what the driver may work on: whoever takes this up looks, and tells the shift. */
export class RefreshEligibility {
  constructor(
    readonly driverId: DriverId,
    readonly sent: Sent,
  ) {}
}

/** A paper was renewed while its driver is at work. */
export class RenewEligibility extends ShiftCommand<{ readonly eligibleUntil: Instant }> {
  readonly type = 'RenewEligibility';
}

export const renewEligibility = shiftRule(RenewEligibility, ONLINE, ({ data, sent }, shift) => {
  const { eligibleUntil } = data;
  if (eligibleUntil === shift.eligibleUntil) return [];
  const facts = factsOf(shift, sent.occurredAt);
  return [{ type: 'EligibilityRenewed', data: { ...facts, eligibleUntil } }];
});
