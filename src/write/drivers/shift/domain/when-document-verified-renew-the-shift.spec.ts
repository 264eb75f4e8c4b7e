import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { sentBy } from '#test/trip-command.samples';
import { at, system } from '#test/trip.samples';
import { RefreshEligibility } from './renew-eligibility';
import { whenDocumentVerifiedRenewTheShift } from './when-document-verified-renew-the-shift';

const { given } = policySpec(whenDocumentVerifiedRenewTheShift);

it('looks again at a driver’s papers when one was renewed', () => {
  const now = at('06:00:00');
  given(happened(the.verified(), now))
    .when(now)
    .thenSends(sends(now, new RefreshEligibility(the.bobId, sentBy(system, now))));
});
