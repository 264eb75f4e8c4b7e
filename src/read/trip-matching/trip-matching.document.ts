import type { DispatchEventOf } from '../../shared/events/dispatch.events';

type Opened = DispatchEventOf<'DispatchOpened'>['data'];
type Ranked = DispatchEventOf<'CandidatesRanked'>['data'];
type Extended = DispatchEventOf<'OfferExtended'>['data'];

/** How a driver was looked for, each time, and why it came out as it did. */
export interface TripMatching {
  readonly tripId: string;
  readonly riderId: string;
  readonly cityId: string;
  readonly zoneId: number | null;
  readonly cell: string;
  readonly product: string;
  /** The oldest first; of many the last ones. */
  readonly searches: readonly Search[];
  /** Earlier ones that are not kept here. */
  readonly moreSearches: number;
}

export interface Search extends Readonly<
  Pick<Opened, 'attempt' | 'openedAt' | 'strategy' | 'constraints' | 'excludedDriverIds'>
> {
  readonly status: 'open' | 'asking' | 'accepted' | 'exhausted' | 'withdrawn';
  /** Of an end without a driver. */
  readonly reason: string | null;
  readonly endedAt: string | null;
  /** The most drivers that came into question at once. */
  readonly drivers: number;
  /** What was decided on, the oldest first; of many the last ones. */
  readonly ticks: readonly Tick[];
  readonly moreTicks: number;
  readonly offers: readonly OfferOfSearch[];
}

export interface Tick extends Readonly<
  Pick<Ranked, 'tick' | 'snapshotAt' | 'weightsVersion' | 'mode' | 'candidates'>
> {
  /** Nobody was asked: a driver nearby was about to be free. */
  readonly heldUntilTick: number | null;
}

export interface OfferOfSearch extends Readonly<
  Pick<
    Extended,
    | ('offerId' | 'driverId' | 'rank' | 'mode' | 'extendedAt' | 'expiresAt' | 'cost' | 'parts')
    | ('pickupEtaS' | 'tripEtaS' | 'payPreview')
  >
> {
  readonly deliveredAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: 'open' | 'accepted' | 'declined' | 'expired' | 'withdrawn' | 'lost';
  readonly reason: string | null;
}
