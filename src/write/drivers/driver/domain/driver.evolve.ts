import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { DocumentKind } from '../../../../shared/events/driver.shapes';
import { knownPartOf, type Driver, type KnownDriver, type Paper, type Standing } from './driver';

const NO_STANDING: Standing = { rung: 'none', since: null, blockedTiers: [], until: null };

/** How facts change a driver. Trusts history: what a rule once allowed is never questioned here. */
export function evolve(driver: Driver, event: DriverEvent): Driver {
  if (event.type === 'DriverApplied') {
    const { driverId, cityId } = event.data;
    const nothing = { papers: {}, standing: NO_STANDING, blockedRiders: {} };
    return { status: 'Applied', driverId, cityId, ...nothing };
  }
  return driver.status === 'Unknown' ? driver : evolveKnown(driver, event);
}

type Later = Exclude<DriverEvent, { type: 'DriverApplied' }>;

function evolveKnown(driver: KnownDriver, event: Later): Driver {
  const known = knownPartOf(driver);
  switch (event.type) {
    case 'DriverReviewStarted':
      return { ...known, status: 'UnderReview' };
    case 'DriverActivated':
    case 'DriverReinstated':
      return { ...known, status: 'Active' };
    case 'DriverSuspended': {
      const { until, reviewable } = event.data;
      return {
        ...known,
        status: 'Suspended',
        suspension: { until, reviewable, reviewRequested: false },
      };
    }
    case 'SuspensionReviewRequested':
      return reviewed(driver, true);
    case 'SuspensionUpheld':
      return reviewed(driver, false);
    case 'DriverDeactivated':
      return { ...known, status: 'Deactivated' };
    case 'StandingChanged': {
      const { to: rung, at: since, blockedTiers, until } = event.data;
      return { ...driver, standing: { rung, since, blockedTiers, until } };
    }
    case 'PairBlocked': {
      const { riderId, until } = event.data;
      return { ...driver, blockedRiders: { ...driver.blockedRiders, [riderId]: { until } } };
    }
    case 'PairUnblocked': {
      const { [event.data.riderId]: _, ...blockedRiders } = driver.blockedRiders;
      return { ...driver, blockedRiders };
    }
    case 'DocumentSubmitted':
    case 'DocumentVerified':
    case 'DocumentRejected':
    case 'DocumentExpiring':
    case 'DocumentExpired':
      return withPaper(driver, event);
  }
}

function reviewed(driver: KnownDriver, reviewRequested: boolean): Driver {
  return driver.status === 'Suspended'
    ? { ...driver, suspension: { ...driver.suspension, reviewRequested } }
    : driver;
}

type PaperEvent = Extract<Later, { data: { kind: DocumentKind } }>;

function withPaper(driver: KnownDriver, event: PaperEvent): Driver {
  const { kind } = event.data;
  const paper = driver.papers[kind] ?? { shown: 'submitted', validUntil: null, noticed: null };
  const papers = { ...driver.papers, [kind]: changed(paper, event) };
  const isBack = event.type === 'DocumentRejected' && driver.status === 'UnderReview';
  const isFirst = event.type === 'DocumentSubmitted' && driver.status === 'Applied';
  return isBack || isFirst
    ? { ...knownPartOf(driver), papers, status: 'DocumentsPending' }
    : { ...driver, papers };
}

/** What was verified holds until it runs out, whatever is shown after it. */
function changed(paper: Paper, event: PaperEvent): Paper {
  switch (event.type) {
    case 'DocumentSubmitted':
      return { ...paper, shown: 'submitted' };
    case 'DocumentRejected':
      return { ...paper, shown: 'rejected' };
    case 'DocumentVerified':
      return { shown: 'verified', validUntil: event.data.validUntil, noticed: null };
    case 'DocumentExpiring':
      return { ...paper, noticed: event.data.daysLeft as Paper['noticed'] };
    case 'DocumentExpired':
      return { ...paper, noticed: 0 };
  }
}
