import type { DispatchEvent, DispatchEventOf } from '../../src/shared/events/dispatch.events';
import { ANY_CAR, type Needs } from '../../src/shared/events/trip.shapes';
import type { Actor } from '../../src/shared/kernel/actor';
import type { DriverId } from '../../src/shared/kernel/ids';
import { secondsAfter, type Instant } from '../../src/shared/kernel/time';
import {
  AcceptOffer,
  ConfirmDelivery,
  DeclineOffer,
  ExpireOffer,
  RevokeAcceptance,
} from '../../src/write/dispatch/domain/answer-offer';
import { ExhaustDispatch, WithdrawDispatch } from '../../src/write/dispatch/domain/end-dispatch';
import { ExtendOffers, HoldDispatch } from '../../src/write/dispatch/domain/extend-offers';
import { OpenDispatch } from '../../src/write/dispatch/domain/open-dispatch';
import { adaId, market, system, tripId } from './trip.samples';
import { sentBy } from './trip-command.samples';

const openedAt: Instant = '2014-04-01T04:11:00.000Z';
/** So many seconds into the search. */
export const after = (seconds: number) => secondsAfter(openedAt, seconds);

const id = { tripId, attempt: 1 };
const search = { ...id, market };
const constraints = ANY_CAR;

const driver = (name: string) => name as DriverId;
export const offerTo = (name: string) => `offer-${name}`;
const offer = (name: string) => ({ offerId: offerTo(name), driverId: driver(name) });

type Data<Type extends DispatchEvent['type']> = DispatchEventOf<Type>['data'];

const ranking = (...names: readonly string[]) => ({
  ...{ tick: 1, snapshotAt: openedAt, weightsVersion: 'batch-v1.1', mode: 'batch-v1' as const },
  candidates: names.map((name) => ({
    ...{ driverId: driver(name), etaS: 240, etaSource: 'distance' as const },
    ...{ parts: { eta: 240, refusal: 12 }, cost: 252 },
  })),
});

const terms = (name: string) => ({
  ...{ ...offer(name), rank: 1, pickupEtaS: 240, tripEtaS: 900 },
  ...{ payPreview: { amountMinor: 1520, currency: 'USD' }, cost: 252 },
  parts: { eta: 240, refusal: 12 },
});

export const opened = (...excluded: readonly string[]): DispatchEventOf<'DispatchOpened'> => ({
  type: 'DispatchOpened',
  data: {
    ...{ ...search, riderId: adaId, constraints, strategy: 'batch-v1', openedAt },
    excludedDriverIds: excluded.map(driver),
  },
});

export const ranked = (...names: readonly string[]): DispatchEventOf<'CandidatesRanked'> => ({
  type: 'CandidatesRanked',
  data: { ...search, ...ranking(...names) },
});

/** The same search again, later. */
export const rankedAt = (
  seconds: number,
  ...names: readonly string[]
): DispatchEventOf<'CandidatesRanked'> => ({
  type: 'CandidatesRanked',
  data: { ...ranked(...names).data, tick: 1 + seconds / 2, snapshotAt: after(seconds) },
});

export const extended = (
  name: string,
  at = 0,
  mode: Data<'OfferExtended'>['mode'] = 'exclusive',
): DispatchEventOf<'OfferExtended'> => ({
  type: 'OfferExtended',
  data: {
    ...{ ...search, ...terms(name), mode },
    ...{ extendedAt: after(at), expiresAt: after(at + 15) },
  },
});

export const delivered = (name: string, at = 1): DispatchEventOf<'OfferDelivered'> => ({
  type: 'OfferDelivered',
  data: { ...search, ...offer(name), channel: 'sse', acknowledgedAt: after(at) },
});
export const accepted = (name: string, at = 5): DispatchEventOf<'OfferAccepted'> => ({
  type: 'OfferAccepted',
  data: {
    ...{ ...search, ...offer(name), acceptedAt: after(at) },
    promisedPickupAt: after(at + 240),
  },
});
export const declined = (name: string): DispatchEventOf<'OfferDeclined'> => ({
  type: 'OfferDeclined',
  data: { ...search, ...offer(name), reason: 'TOO_FAR' },
});
export const expired = (name: string): DispatchEventOf<'OfferExpired'> => ({
  type: 'OfferExpired',
  data: { ...search, ...offer(name) },
});
export const withdrawnFrom = (
  name: string,
  why: Data<'OfferWithdrawn'>['why'] = 'TAKEN',
): DispatchEventOf<'OfferWithdrawn'> => ({
  type: 'OfferWithdrawn',
  data: { ...search, ...offer(name), why },
});
export const held = (untilTick = 2): DispatchEventOf<'DispatchHeld'> => ({
  type: 'DispatchHeld',
  data: { ...search, untilTick },
});
export const exhausted = (
  reason: Data<'DispatchExhausted'>['reason'],
  offers: number,
  drivers: number,
): DispatchEventOf<'DispatchExhausted'> => ({
  type: 'DispatchExhausted',
  data: { ...search, reason, offers, drivers },
});
export const withdrawn = (why = 'RIDER_CANCELLED'): DispatchEventOf<'DispatchWithdrawn'> => ({
  type: 'DispatchWithdrawn',
  data: { ...search, why },
});

const by = (name: string): Actor => ({ type: 'driver', id: name });
const sent = (at: number, actor: Actor = system) => sentBy(actor, after(at));

const opening = (attempt: number, excluded: readonly string[], needs: Needs = constraints) => {
  const excludedDriverIds = excluded.map(driver);
  const asked = { riderId: adaId, market, constraints: needs, strategy: 'batch-v1' };
  const data = { ...asked, excludedDriverIds };
  return new OpenDispatch({ tripId, attempt }, data as OpenDispatch['data'], sent(0));
};
export const open = (...excluded: readonly string[]) => opening(1, excluded);
export const openFor = (needs: Needs) => opening(1, [], needs);
export const openAgain = (...excluded: readonly string[]) => opening(2, excluded);
export const extend = (at: number, ...names: readonly string[]) =>
  extendHeld(at + 15, at, ...names);
/** To drivers who are held for so many seconds. */
export const extendHeld = (until: number, at: number, ...names: readonly string[]) => {
  const offers = names.map((name) => ({ ...terms(name), reservedUntil: after(until) }));
  return new ExtendOffers(id, { ranking: ranking(...names), offers }, sent(at));
};
export const hold = (untilTick = 2) =>
  new HoldDispatch(id, { ranking: ranking('bob'), untilTick }, sent(2));
export const accept = (name: string, at = 5, who = name) =>
  new AcceptOffer(id, { offerId: offerTo(name) }, sent(at, by(who)));
export const decline = (name: string, at = 5) =>
  new DeclineOffer(id, { offerId: offerTo(name), reason: 'TOO_FAR' }, sent(at, by(name)));
export const confirm = (name: string, at = 1) =>
  new ConfirmDelivery(id, { offerId: offerTo(name), channel: 'sse' }, sent(at, by(name)));
export const expire = (name: string, at: number) =>
  new ExpireOffer(id, { offerId: offerTo(name) }, sent(at));
export const revoke = (name: string) =>
  new RevokeAcceptance(id, { offerId: offerTo(name) }, sent(6));
export const exhaust = (at: number) => new ExhaustDispatch(id, {}, sent(at));
export const withdraw = (why = 'RIDER_CANCELLED') => new WithdrawDispatch(id, { why }, sent(7));
