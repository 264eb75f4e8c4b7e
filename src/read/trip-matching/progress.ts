import { secondsBetween } from '../../shared/kernel/time';
import type { OfferOfSearch, Search, TripMatching } from './trip-matching.document';

/** How the search for a driver goes, as its rider is told: counts and words, nobody’s name, nobody’s cost. */
export interface MatchingProgress {
  readonly tripId: string;
  readonly stage: 'waiting' | 'searching' | 'asking' | 'found' | 'given up' | 'stopped';
  readonly words: string;
  /** How often a driver was looked for: more than once when somebody gave the trip back. */
  readonly searches: number;
  readonly searchingForS: number | null;
  /** The most drivers that came into question at once, in the present search. */
  readonly driversInQuestion: number;
  readonly driversAsked: number;
  /** Of those, the ones who said no or nothing. */
  readonly driversUnavailable: number;
}

/** @param at the moment of asking */
export function progressOf(trip: TripMatching, at: string): MatchingProgress {
  const search = trip.searches.at(-1);
  const searches = trip.searches.length + trip.moreSearches;
  const { tripId } = trip;
  if (!search) return { ...NOT_BEGUN, tripId, searches };
  const asked = search.offers.length;
  const unavailable = search.offers.filter(isMissed).length;
  return {
    ...{ tripId, searches, ...stageOf(search) },
    searchingForS: Math.max(0, secondsBetween(search.openedAt, endOf(search) ?? at)),
    driversInQuestion: Math.max(search.drivers, asked),
    ...{ driversAsked: asked, driversUnavailable: unavailable },
  };
}

const NOT_BEGUN: Omit<MatchingProgress, 'tripId' | 'searches'> = {
  ...{ stage: 'waiting', words: 'Nobody has been looked for yet', searchingForS: null },
  ...{ driversInQuestion: 0, driversAsked: 0, driversUnavailable: 0 },
};

type Stage = Pick<MatchingProgress, 'stage' | 'words'>;

function stageOf({ status, reason, offers }: Search): Stage {
  switch (status) {
    case 'open':
      return { stage: 'searching', words: 'Looking for a driver nearby' };
    case 'asking':
      return { stage: 'asking', words: asking(offers) };
    case 'accepted':
      return { stage: 'found', words: 'A driver has said yes' };
    case 'exhausted':
      return { stage: 'given up', words: GIVEN_UP[reason ?? ''] ?? 'Nobody was found' };
    case 'withdrawn':
      return { stage: 'stopped', words: 'The search was stopped' };
  }
}

const GIVEN_UP: Readonly<Record<string, string>> = {
  NO_SUPPLY: 'No driver was near enough',
  NO_ACCEPT: 'No driver who was asked could come',
};

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'];

function asking(offers: readonly OfferOfSearch[]): string {
  const open = offers.filter(({ outcome }) => outcome === 'open').length;
  if (open > 1) return `Asking ${open} drivers at once`;
  const ordinal = ORDINALS[offers.length - 1];
  return ordinal === undefined ? 'Asking one more driver' : `Asking the ${ordinal} driver`;
}

const isMissed = ({ outcome }: OfferOfSearch) => outcome === 'declined' || outcome === 'expired';

function endOf({ endedAt, offers }: Search): string | null {
  return endedAt ?? offers.find(({ outcome }) => outcome === 'accepted')?.endedAt ?? null;
}
