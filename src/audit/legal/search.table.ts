import type { DispatchEvent } from '../../shared/events/dispatch.events';
import { FORGOTTEN, NONE, type Held, type LegalTable } from './legal-history';

interface SearchHeld extends Held {
  /** Ids of the offers that somebody may still accept. */
  readonly live?: readonly string[] | undefined;
  readonly accepted?: string | null | undefined;
}

interface OfOffer {
  readonly offerId: string;
}

const ENDS = ['Exhausted', 'Withdrawn'];

/** An offer that ended without an acceptance: when it was the last, nobody is being asked any more. */
const answered = {
  from: ['Offering'],
  unless: notLive,
  to: (held: SearchHeld, { offerId }: OfOffer) => standing(without(held, offerId)),
  keeps: (held: SearchHeld, { offerId }: OfOffer) => ({ live: without(held, offerId) }),
};

/** What may become of a search: domain rules, 2.2. */
const table: LegalTable<DispatchEvent['type'], SearchHeld> = {
  DispatchOpened: { from: [NONE], to: 'Open', keeps: () => ({ live: [], accepted: null }) },
  CandidatesRanked: { from: ['Open'] },
  DispatchHeld: { from: ['Open'] },
  OfferExtended: {
    ...{ from: ['Open', 'Offering'], to: 'Offering' },
    keeps: ({ live }, { offerId }) => ({ live: live && [...live, offerId] }),
  },
  OfferDelivered: { from: ['Offering'], unless: notLive },
  OfferAccepted: {
    ...{ from: ['Offering'], to: 'Accepted', unless: notLive },
    keeps: (held, { offerId }) => ({ live: without(held, offerId), accepted: offerId }),
  },
  OfferDeclined: answered,
  OfferExpired: answered,
  OfferWithdrawn: {
    from: ['Offering', 'Accepted', ...ENDS],
    to: ({ status, live }, { why, offerId }) => {
      if (status === FORGOTTEN || ENDS.includes(status)) return status;
      if (why === 'TAKEN') return 'Accepted';
      return why === 'DRIVER_LOST' ? standing(live) : standing(without({ status, live }, offerId));
    },
    unless: (held, data) =>
      data.why === 'DRIVER_LOST' ? notKept(held, data) : notLive(held, data),
    keeps: (held, { offerId, why }) =>
      why === 'DRIVER_LOST' ? { accepted: null } : { live: without(held, offerId) },
  },
  DispatchExhausted: { from: ['Open'], to: 'Exhausted', unless: someLive },
  DispatchWithdrawn: { from: ['Open', 'Accepted'], to: 'Withdrawn', unless: someLive },
};

function without({ live }: SearchHeld, offerId: string): readonly string[] | undefined {
  return live?.filter((each) => each !== offerId);
}

function standing(live: readonly string[] | undefined): string {
  return live?.length === 0 ? 'Open' : 'Offering';
}

function notLive({ live }: SearchHeld, { offerId }: OfOffer): string | false {
  return live !== undefined && !live.includes(offerId) && `${offerId} was over`;
}

function notKept({ status, accepted }: SearchHeld, { offerId }: OfOffer): string | false {
  const isKnown = status === 'Accepted' && accepted !== undefined;
  return isKnown && accepted !== offerId && `${offerId} was not the accepted one`;
}

function someLive({ live }: SearchHeld): string | false {
  return live !== undefined && live.length > 0 && `${live.join(', ')} could still be accepted`;
}

export const searchHistory = { invariant: 'legal-search', table, ends: ENDS };
