import type { DispatchEvent, DispatchEventOf } from '../../../shared/events/dispatch.events';
import { secondsAfter } from '../../../shared/kernel/time';
import { liveOffers, offerFacts, type Offer, type OpenedAttempt } from './attempt';
import { DispatchCommand, dispatchRule } from './dispatch.command';
import {
  OfferExpiredAlready,
  OfferNotAccepted,
  OfferNotFound,
  OfferNotYours,
  OfferOver,
  OfferStillOpen,
} from './dispatch.errors';

interface OfOffer {
  readonly offerId: string;
}

/** An answer may come at any time; whether it still counts is the offer's own matter. */
const ANY = ['Open', 'Offering', 'Accepted', 'Exhausted', 'Withdrawn'] as const;

/** The driver takes the trip. Of several who were asked at once the first one gets it, and the others are told. */
export class AcceptOffer extends DispatchCommand<OfOffer> {
  readonly type = 'AcceptOffer';
}

export const acceptOffer = dispatchRule(AcceptOffer, ANY, (command, attempt) => {
  const offer = ownOffer(command, attempt);
  if (offer.status === 'accepted') return [];
  const { occurredAt } = command.sent;
  refuseOver(offer);
  if (occurredAt >= offer.expiresAt) throw new OfferExpiredAlready(offer.expiresAt);
  const others = liveOffers(attempt).filter(({ offerId }) => offerId !== offer.offerId);
  const promisedPickupAt = secondsAfter(occurredAt, offer.pickupEtaS);
  const terms = { acceptedAt: occurredAt, promisedPickupAt };
  return [
    { type: 'OfferAccepted', data: { ...offerFacts(attempt, offer), ...terms } },
    ...others.map((other) => withdrawn(attempt, other, 'TAKEN')),
  ];
});

export class DeclineOffer extends DispatchCommand<
  OfOffer & Readonly<Pick<DispatchEventOf<'OfferDeclined'>['data'], 'reason'>>
> {
  readonly type = 'DeclineOffer';
}

export const declineOffer = dispatchRule(DeclineOffer, ANY, (command, attempt) => {
  const offer = ownOffer(command, attempt);
  if (offer.status === 'declined') return [];
  refuseOver(offer);
  const { reason } = command.data;
  return [{ type: 'OfferDeclined', data: { ...offerFacts(attempt, offer), reason } }];
});

/** The driver's device has shown it. */
export class ConfirmDelivery extends DispatchCommand<OfOffer & { readonly channel: string }> {
  readonly type = 'ConfirmDelivery';
}

export const confirmDelivery = dispatchRule(ConfirmDelivery, ANY, (command, attempt) => {
  const offer = ownOffer(command, attempt);
  if (offer.delivered) return [];
  refuseOver(offer);
  const { channel } = command.data;
  const acknowledgedAt = command.sent.occurredAt;
  return [
    { type: 'OfferDelivered', data: { ...offerFacts(attempt, offer), channel, acknowledgedAt } },
  ];
});

/** Nobody answered in time. */
export class ExpireOffer extends DispatchCommand<OfOffer> {
  readonly type = 'ExpireOffer';
}

export const expireOffer = dispatchRule(ExpireOffer, ANY, (command, attempt) => {
  const offer = ownOffer(command, attempt);
  if (offer.status !== 'live') return [];
  if (command.sent.occurredAt < offer.expiresAt) throw new OfferStillOpen(offer.expiresAt);
  return [{ type: 'OfferExpired', data: offerFacts(attempt, offer) }];
});

/** The acceptance could not be kept: the driver is no longer there to drive. The search goes on. */
export class RevokeAcceptance extends DispatchCommand<OfOffer> {
  readonly type = 'RevokeAcceptance';
}

export const revokeAcceptance = dispatchRule(RevokeAcceptance, ANY, (command, attempt) => {
  const offer = ownOffer(command, attempt);
  if (offer.status === 'lost') return [];
  if (offer.status !== 'accepted') throw new OfferNotAccepted(offer.status);
  return [withdrawn(attempt, offer, 'DRIVER_LOST')];
});

export function withdrawn(
  attempt: OpenedAttempt,
  offer: Offer,
  why: Extract<DispatchEvent, { type: 'OfferWithdrawn' }>['data']['why'],
): DispatchEvent {
  return { type: 'OfferWithdrawn', data: { ...offerFacts(attempt, offer), why } };
}

/** @throws OfferNotFound; OfferNotYours when a driver asks about another's */
function ownOffer({ data, sent }: DispatchCommand<OfOffer>, attempt: OpenedAttempt): Offer {
  const offer = attempt.offers.find(({ offerId }) => offerId === data.offerId);
  if (!offer) throw new OfferNotFound();
  if (sent.actor.type === 'driver' && sent.actor.id !== offer.driverId) throw new OfferNotYours();
  return offer;
}

/** @throws OfferOver */
function refuseOver({ status }: Offer): void {
  if (status !== 'live') throw new OfferOver(status);
}
