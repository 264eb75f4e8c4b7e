import type { DispatchEvent, DispatchEventOf } from '../../shared/events/dispatch.events';
import type { DriverNow } from './driver-now.document';

type CurrentOffer = DriverNow['currentOffer'];

const ENDS: ReadonlySet<DispatchEvent['type']> = new Set([
  ...(['OfferAccepted', 'OfferDeclined', 'OfferExpired', 'OfferWithdrawn'] as const),
]);

type OfOffer = DispatchEventOf<
  'OfferExtended' | 'OfferAccepted' | 'OfferDeclined' | 'OfferExpired' | 'OfferWithdrawn'
>;

export function isOfOffer<E extends { readonly type: string }>(event: E): event is E & OfOffer {
  return event.type === 'OfferExtended' || ENDS.has(event.type as DispatchEvent['type']);
}

/** The reservation holds a little longer than the offer stands, so that it is the offer that says until when. */
export function offerAfter(before: CurrentOffer, { type, data }: OfOffer): CurrentOffer {
  if (type !== 'OfferExtended') return before?.offerId === data.offerId ? null : before;
  const { offerId, tripId, expiresAt, attempt, mode, extendedAt, payPreview } = data;
  const { pickupEtaS, tripEtaS, market } = data;
  const terms = {
    ...{ attempt, mode, extendedAt, payPreview, pickupEtaS, tripEtaS },
    ...{ product: market.product, zoneId: market.zoneId },
  };
  return { offerId, tripId, expiresAt, terms };
}
