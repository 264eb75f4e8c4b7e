import type { DispatchEvent } from '../../../shared/events/dispatch.events';
import type { Attempt, Offer, OfferStatus, OpenedAttempt } from './attempt';

/** How facts change a search. Trusts history: what a rule once allowed is never questioned here. */
export function evolve(attempt: Attempt, event: DispatchEvent): Attempt {
  if (event.type === 'DispatchOpened') return opened(event.data);
  return attempt.status === 'Unopened' ? attempt : evolveOpened(attempt, event);
}

function opened(data: Extract<DispatchEvent, { type: 'DispatchOpened' }>['data']): Attempt {
  const { tripId, riderId, attempt, market, constraints, openedAt, strategy } = data;
  return {
    ...{ status: 'Open', tripId, riderId, attempt, market, constraints, openedAt, strategy },
    ...{ offers: [], excluded: data.excludedDriverIds, drivers: 0, heldUntilTick: 0 },
  };
}

type LaterEvent = Exclude<DispatchEvent, { type: 'DispatchOpened' }>;

function evolveOpened(attempt: OpenedAttempt, event: LaterEvent): Attempt {
  switch (event.type) {
    case 'CandidatesRanked':
      return { ...attempt, drivers: Math.max(attempt.drivers, event.data.candidates.length) };
    case 'DispatchHeld':
      return { ...attempt, heldUntilTick: event.data.untilTick };
    case 'OfferExtended': {
      const { offerId, driverId, mode, expiresAt, pickupEtaS } = event.data;
      const offer: Offer = {
        ...{ offerId, driverId, mode, expiresAt, pickupEtaS },
        ...{ delivered: false, status: 'live' },
      };
      return { ...attempt, status: 'Offering', offers: [...attempt.offers, offer] };
    }
    case 'OfferDelivered':
      return { ...attempt, offers: changed(attempt, event.data.offerId, { delivered: true }) };
    case 'OfferAccepted': {
      const offers = changed(attempt, event.data.offerId, { status: 'accepted' });
      const accepted = offers.find(({ status }) => status === 'accepted');
      return accepted ? { ...attempt, status: 'Accepted', offers, accepted } : attempt;
    }
    case 'OfferDeclined':
      return ended(attempt, event.data, 'declined');
    case 'OfferExpired':
      return ended(attempt, event.data, 'expired');
    case 'OfferWithdrawn':
      return ended(attempt, event.data, event.data.why === 'DRIVER_LOST' ? 'lost' : 'withdrawn');
    case 'DispatchExhausted':
      return { ...attempt, status: 'Exhausted' };
    case 'DispatchWithdrawn':
      return { ...attempt, status: 'Withdrawn' };
  }
}

/** Whoever could have taken an offer and did not is not asked again; one that was taken back is no answer. */
function ended(
  attempt: OpenedAttempt,
  { offerId, driverId }: Pick<Offer, 'offerId' | 'driverId'>,
  status: OfferStatus,
): Attempt {
  const offers = changed(attempt, offerId, { status });
  const excluded = status === 'withdrawn' ? attempt.excluded : [...attempt.excluded, driverId];
  return { ...attempt, ...standing(attempt, offers), offers, excluded };
}

/** Where a search stands with its offers as they are now; one that has ended stays so. */
function standing({ status }: OpenedAttempt, offers: readonly Offer[]): Standing {
  if (status === 'Exhausted' || status === 'Withdrawn') return { status };
  const accepted = offers.find((each) => each.status === 'accepted');
  if (accepted) return { status: 'Accepted', accepted };
  return { status: offers.some((each) => each.status === 'live') ? 'Offering' : 'Open' };
}

type Standing =
  | { readonly status: 'Accepted'; readonly accepted: Offer }
  | { readonly status: Exclude<OpenedAttempt['status'], 'Accepted'> };

function changed({ offers }: OpenedAttempt, offerId: string, change: Partial<Offer>): Offer[] {
  return offers.map((each) => (each.offerId === offerId ? { ...each, ...change } : each));
}
