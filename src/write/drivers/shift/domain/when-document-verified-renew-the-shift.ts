import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { Policy } from '../../../../shared/kernel/policy';
import { RefreshEligibility } from './renew-eligibility';

type Verified = Extract<DriverEvent, { type: 'DocumentVerified' }>;

/** A paper that was renewed in time keeps its driver in work. */
export const whenDocumentVerifiedRenewTheShift: Policy<Verified, RefreshEligibility> = {
  name: 'shift-renewal',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.driverId,
  on: {
    DocumentVerified: ({ data: { driverId } }) => [
      {
        send: (sent) => new RefreshEligibility(driverId, sent),
        // Not at work.
        unless: ['SHIFT_NOT_FOUND', 'SHIFT_INVALID_TRANSITION'],
      },
    ],
  },
  due: {},
};
