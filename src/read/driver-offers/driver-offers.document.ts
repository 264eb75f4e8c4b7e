import type { DispatchEventOf } from '../../shared/events/dispatch.events';

type Extended = DispatchEventOf<'OfferExtended'>['data'];

/** One offer to one driver, and what became of it. */
export interface OfferInLog extends Readonly<
  Pick<Extended, 'offerId' | 'tripId' | 'attempt' | 'mode' | 'rank' | 'payPreview' | 'pickupEtaS'>
> {
  readonly kind: 'offer';
  readonly driverId: string;
  readonly cityId: string;
  readonly zoneId: number | null;
  readonly product: string;
  readonly tripEtaS: number;
  /** In seconds of pickup time: what the parts add up to. */
  readonly cost: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly extendedAt: string;
  readonly expiresAt: string;
  readonly delivered: { readonly at: string; readonly channel: string } | null;
  /** When the driver took or refused it; null when they never did. */
  readonly answeredAt: string | null;
  /** When it was open no longer. */
  readonly endedAt: string | null;
  /** `lost`: it was accepted, and the acceptance could not be kept. */
  readonly outcome: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'lost';
  /** Of a refusal the driver's, of a withdrawal the search's. */
  readonly reason: string | null;
}

/** How many drivers each ranking of a search compared: what a rank is a rank among. */
export interface RankingsOfSearch {
  readonly kind: 'rankings';
  /** The oldest first. */
  readonly rankings: readonly Ranking[];
}

export interface Ranking {
  readonly snapshotAt: string;
  readonly tick: number;
  readonly weightsVersion: string;
  readonly strategy: string;
  readonly candidates: number;
}
