import type { DriverEvent } from '../../shared/events/driver.events';
import type { DocumentKind } from '../../shared/events/driver.shapes';

export interface Paper {
  readonly status: 'Missing' | 'Submitted' | 'Verified' | 'Expiring' | 'Expired' | 'Rejected';
  /** Of what was verified last, which holds until then whatever is shown after it. */
  readonly validUntil: string | null;
}

export type Documents = Readonly<Record<DocumentKind, Paper>>;

type PaperEvent = Extract<DriverEvent, { data: { kind: DocumentKind } }>;

const SHOWN_AS: Readonly<Record<PaperEvent['type'], Paper['status']>> = {
  ...{ DocumentSubmitted: 'Submitted', DocumentRejected: 'Rejected', DocumentVerified: 'Verified' },
  ...{ DocumentExpiring: 'Expiring', DocumentExpired: 'Expired' },
};

export function papersAfter(documents: Documents, event: DriverEvent): Documents {
  if (!isOfPaper(event)) return documents;
  const { kind } = event.data;
  const status = SHOWN_AS[event.type];
  const end = event.type === 'DocumentVerified' ? { validUntil: event.data.validUntil } : {};
  return { ...documents, [kind]: { ...documents[kind], status, ...end } };
}

function isOfPaper(event: DriverEvent): event is PaperEvent {
  return event.type in SHOWN_AS;
}

const STATUSES: Partial<Record<DriverEvent['type'], string>> = {
  ...{ DriverApplied: 'Applied', DriverReviewStarted: 'UnderReview', DriverActivated: 'Active' },
  ...{ DriverSuspended: 'Suspended', DriverReinstated: 'Active' },
  DriverDeactivated: 'Deactivated',
};

/** A paper that is missing again takes a driver back from the review. */
export function statusAfter(status: string, { type }: DriverEvent): string {
  const isFirst = type === 'DocumentSubmitted' && status === 'Applied';
  const isBack = type === 'DocumentRejected' && status === 'UnderReview';
  return isFirst || isBack ? 'DocumentsPending' : (STATUSES[type] ?? status);
}
