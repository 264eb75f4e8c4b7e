import type { DispatchEvent, DispatchEventOf } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { OfferOfSearch, Search, Tick } from './trip-matching.document';

/** Each with up to twenty candidates: a search of three minutes may have ninety. */
const MOST_TICKS = 10;

type Data<Type extends DispatchEvent['type']> = DispatchEventOf<Type>['data'];

export function opened(data: Data<'DispatchOpened'>): Search {
  const { attempt, openedAt, strategy, constraints, excludedDriverIds } = data;
  return {
    ...{ attempt, openedAt, strategy, constraints, excludedDriverIds, status: 'open' },
    ...{ reason: null, endedAt: null, drivers: 0, ticks: [], moreTicks: 0, offers: [] },
  };
}

/** What each event changes in its search. */
export function wentOn(search: Search, event: Recorded<DispatchEvent>): Partial<Search> {
  const { type, data, metadata } = event;
  const at = metadata.occurredAt;
  switch (type) {
    case 'DispatchOpened':
      return opened(data);
    case 'CandidatesRanked':
      return ranked(search, data);
    case 'DispatchHeld':
      return { ticks: held(search.ticks, data.untilTick) };
    case 'OfferExtended':
      return { status: 'asking', offers: [...search.offers, extended(data)] };
    case 'OfferDelivered':
      return { offers: changed(search, data, { deliveredAt: data.acknowledgedAt }) };
    case 'OfferAccepted':
      return answered(search, data, { outcome: 'accepted', endedAt: data.acceptedAt });
    case 'OfferDeclined':
      return answered(search, data, { outcome: 'declined', endedAt: at, reason: data.reason });
    case 'OfferExpired':
      return answered(search, data, { outcome: 'expired', endedAt: at });
    case 'OfferWithdrawn': {
      const outcome = data.why === 'DRIVER_LOST' ? 'lost' : 'withdrawn';
      return answered(search, data, { outcome, endedAt: at, reason: data.why });
    }
    case 'DispatchExhausted':
      return { status: 'exhausted', reason: data.reason, endedAt: at };
    case 'DispatchWithdrawn':
      return { status: 'withdrawn', reason: data.why, endedAt: at };
  }
}

function ranked(search: Search, data: Data<'CandidatesRanked'>): Partial<Search> {
  const { tick, snapshotAt, weightsVersion, mode, candidates } = data;
  const latest: Tick = { tick, snapshotAt, weightsVersion, mode, candidates, heldUntilTick: null };
  const all = [...search.ticks, latest];
  return {
    drivers: Math.max(search.drivers, candidates.length),
    ticks: all.slice(-MOST_TICKS),
    moreTicks: search.moreTicks + Math.max(0, all.length - MOST_TICKS),
  };
}

/** Said right after its ranking. */
function held(ticks: readonly Tick[], heldUntilTick: number): readonly Tick[] {
  const last = ticks.at(-1);
  return last ? [...ticks.slice(0, -1), { ...last, heldUntilTick }] : ticks;
}

function extended(data: Data<'OfferExtended'>): OfferOfSearch {
  const { offerId, driverId, rank, mode, extendedAt, expiresAt, cost, parts } = data;
  const { pickupEtaS, tripEtaS, payPreview } = data;
  return {
    ...{ offerId, driverId, rank, mode, extendedAt, expiresAt, cost, parts },
    ...{ pickupEtaS, tripEtaS, payPreview },
    ...{ deliveredAt: null, endedAt: null, outcome: 'open', reason: null },
  };
}

type OfWhich = Readonly<Pick<OfferOfSearch, 'offerId'>>;

function changed(
  { offers }: Search,
  { offerId }: OfWhich,
  change: Partial<OfferOfSearch>,
): OfferOfSearch[] {
  return offers.map((each) => (each.offerId === offerId ? { ...each, ...change } : each));
}

function answered(search: Search, offer: OfWhich, change: Partial<OfferOfSearch>): Partial<Search> {
  const offers = changed(search, offer, change);
  return { offers, status: standing(search, offers) };
}

/** A search that has ended stays so, whatever its last offers come to. */
function standing({ status }: Search, offers: readonly OfferOfSearch[]): Search['status'] {
  if (status === 'exhausted' || status === 'withdrawn') return status;
  if (offers.some(({ outcome }) => outcome === 'accepted')) return 'accepted';
  return offers.some(({ outcome }) => outcome === 'open') ? 'asking' : 'open';
}
