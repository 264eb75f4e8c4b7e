import { Type } from '@sinclair/typebox';
import * as shape from './dispatch.shapes';
import { declareEvent, type EventOf } from './event';
import { count, driverId, instant, money, needs, nullable, riderId, text } from './trip.shapes';

const { search, strategy } = shape;

const offer = { ...search, offerId: text, driverId };

/** In `dispatch-{tripId}-{attempt}`. Stored formats: a changed shape needs a new version, its upcaster and its golden file. */
export const dispatchEvents = [
  declareEvent(
    'DispatchOpened',
    1,
    Type.Object({
      ...{ ...search, riderId, constraints: needs, strategy, openedAt: instant },
      excludedDriverIds: Type.Array(driverId),
    }),
  ),
  declareEvent(
    'CandidatesRanked',
    1,
    Type.Object({
      ...{ ...search, tick: count, snapshotAt: instant, weightsVersion: text },
      /** How it was decided: not by the strategy of the search when time was short. */
      mode: strategy,
      candidates: Type.Array(shape.ranked),
    }),
  ),
  declareEvent(
    'OfferExtended',
    1,
    Type.Object({
      ...{ ...offer, rank: count, mode: shape.offerMode, extendedAt: instant, expiresAt: instant },
      ...{ pickupEtaS: count, tripEtaS: count, payPreview: nullable(money) },
      ...{ cost: Type.Number(), parts: shape.parts },
    }),
  ),
  declareEvent(
    'OfferDelivered',
    1,
    Type.Object({ ...offer, channel: text, acknowledgedAt: instant }),
  ),
  declareEvent(
    'OfferAccepted',
    1,
    Type.Object({ ...offer, acceptedAt: instant, promisedPickupAt: instant }),
  ),
  declareEvent('OfferDeclined', 1, Type.Object({ ...offer, reason: shape.declineReason })),
  declareEvent('OfferExpired', 1, Type.Object(offer)),
  declareEvent('OfferWithdrawn', 1, Type.Object({ ...offer, why: shape.withdrawalReason })),
  declareEvent('DispatchHeld', 1, Type.Object({ ...search, untilTick: count })),
  declareEvent(
    'DispatchExhausted',
    1,
    Type.Object({ ...search, reason: shape.exhaustion, offers: count, drivers: count }),
  ),
  declareEvent('DispatchWithdrawn', 1, Type.Object({ ...search, why: text })),
] as const;

export type DispatchEvent = EventOf<(typeof dispatchEvents)[number]>;
export type DispatchEventOf<Type extends DispatchEvent['type']> = Extract<
  DispatchEvent,
  { type: Type }
>;
