import type { DriverEvent } from '../../shared/events/driver.events';
import { NONE, type Held, type LegalTable } from './legal-history';

const DRIVES = ['Active', 'Suspended'];
const SHOWN = ['DocumentsPending', 'UnderReview', ...DRIVES];
const NOT_OVER = ['Applied', ...SHOWN];

/** What may become of a driver: domain rules, 2.4. */
const table: LegalTable<DriverEvent['type'], Held> = {
  DriverApplied: { from: [NONE], to: 'Applied' },
  DocumentSubmitted: {
    from: NOT_OVER,
    to: ({ status }) => (status === 'Applied' ? 'DocumentsPending' : status),
  },
  DriverReviewStarted: { from: ['DocumentsPending'], to: 'UnderReview' },
  DocumentVerified: { from: SHOWN },
  DocumentRejected: {
    from: SHOWN,
    to: ({ status }) => (status === 'UnderReview' ? 'DocumentsPending' : status),
  },
  DocumentExpiring: { from: SHOWN },
  DocumentExpired: { from: SHOWN },
  DriverActivated: { from: ['UnderReview'], to: 'Active' },
  DriverSuspended: { from: ['Active'], to: 'Suspended' },
  SuspensionReviewRequested: { from: ['Suspended'] },
  SuspensionUpheld: { from: ['Suspended'] },
  DriverReinstated: { from: ['Suspended'], to: 'Active' },
  DriverDeactivated: { from: NOT_OVER, to: 'Deactivated' },
  StandingChanged: { from: DRIVES },
  PairBlocked: { from: DRIVES },
  PairUnblocked: { from: DRIVES },
};

export const driverHistory = { invariant: 'legal-driver', table, ends: ['Deactivated'] };
