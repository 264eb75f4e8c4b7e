import type { DispatchEventOf } from '../../../shared/events/dispatch.events';
import type { DriverId, RiderId, TripId } from '../../../shared/kernel/ids';
import type { Instant } from '../../../shared/kernel/time';

type Extended = DispatchEventOf<'OfferExtended'>['data'];

/**
 * What became of an offer; `live` while the driver may still accept. `withdrawn`: another driver was faster, or the
 * search ended. `lost`: accepted, and then the driver was no longer there to drive.
 */
export type OfferStatus = 'live' | 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'lost';

export interface Offer {
  readonly offerId: string;
  readonly driverId: DriverId;
  readonly mode: Extended['mode'];
  readonly expiresAt: Instant;
  readonly pickupEtaS: number;
  readonly delivered: boolean;
  readonly status: OfferStatus;
}

interface Opened {
  readonly tripId: TripId;
  readonly riderId: RiderId;
  readonly attempt: number;
  readonly market: Extended['market'];
  /** What the rider needs of the car. */
  readonly constraints: DispatchEventOf<'DispatchOpened'>['data']['constraints'];
  readonly openedAt: Instant;
  readonly strategy: DispatchEventOf<'DispatchOpened'>['data']['strategy'];
  /** In the order in which they were extended. */
  readonly offers: readonly Offer[];
  /** Never to be offered this trip: known before, or said no to it in this search. */
  readonly excluded: readonly DriverId[];
  /** How many drivers were ever in reach. */
  readonly drivers: number;
  readonly heldUntilTick: number;
}

/** Nobody is being asked. */
interface Open extends Opened {
  readonly status: 'Open';
}
interface Offering extends Opened {
  readonly status: 'Offering';
}
interface Accepted extends Opened {
  readonly status: 'Accepted';
  readonly accepted: Offer;
}
interface Exhausted extends Opened {
  readonly status: 'Exhausted';
}
interface Withdrawn extends Opened {
  readonly status: 'Withdrawn';
}

export type OpenedAttempt = Open | Offering | Accepted | Exhausted | Withdrawn;
/** One search for a driver: who was asked, and who accepted. A trip that loses its driver gets another search. */
export type Attempt = { readonly status: 'Unopened' } | OpenedAttempt;
export type AttemptStatus = Attempt['status'];
export type In<S extends AttemptStatus> = Extract<Attempt, { status: S }>;

export const unopened: Attempt = { status: 'Unopened' };

/** The facts that every event repeats, so that a reader needs no other event. */
export function factsOf({ tripId, attempt, market }: OpenedAttempt) {
  return { tripId, attempt, market };
}

export function liveOffers({ offers }: OpenedAttempt): readonly Offer[] {
  return offers.filter(({ status }) => status === 'live');
}

/** What an event says of one offer. */
export function offerFacts(attempt: OpenedAttempt, { offerId, driverId }: Offer) {
  return { ...factsOf(attempt), offerId, driverId };
}
