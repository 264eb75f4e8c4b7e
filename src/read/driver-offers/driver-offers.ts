import type { DispatchEvent, DispatchEventOf } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { Projection } from '../engine/projection';
import type { OfferInLog, RankingsOfSearch } from './driver-offers.document';

/** Of one search: as many as its three minutes have ticks. */
const MOST_RANKINGS = 100;

/** The offers, and beside those of one search how many drivers were compared for them. */
export const driverOffers: Projection<OfferInLog | RankingsOfSearch, Recorded<DispatchEvent>> = {
  name: 'driver_offers_log',
  version: 1,
  module: __filename,
  reads: ['dispatch'],
  indexes: [{ driverId: 1, extendedAt: -1, _id: -1 }],
  keysOf: ({ type, data }) => {
    if (type === 'CandidatesRanked') return [rankingsKey(data)];
    return 'offerId' in data ? [data.offerId] : [];
  },
  evolve: (document, event) => {
    if (event.type === 'CandidatesRanked') return ranked(document, event.data);
    if (event.type === 'OfferExtended') return extended(event.data);
    return document?.kind === 'offer' ? { ...document, ...changes(event) } : document;
  },
};

export function rankingsKey({ tripId, attempt }: Pick<OfferInLog, 'tripId' | 'attempt'>): string {
  return `rankings/${tripId}/${attempt}`;
}

function ranked(
  before: OfferInLog | RankingsOfSearch | undefined,
  data: DispatchEventOf<'CandidatesRanked'>['data'],
): RankingsOfSearch {
  const { snapshotAt, tick, weightsVersion, mode: strategy, candidates } = data;
  const others = before?.kind === 'rankings' ? before.rankings : [];
  const ranking = { snapshotAt, tick, weightsVersion, strategy, candidates: candidates.length };
  return { kind: 'rankings', rankings: [...others, ranking].slice(-MOST_RANKINGS) };
}

function extended({ market, ...offer }: DispatchEventOf<'OfferExtended'>['data']): OfferInLog {
  const { cityId, zoneId, product } = market;
  return {
    ...{ kind: 'offer', ...offer, cityId, zoneId, product, delivered: null, answeredAt: null },
    ...{ endedAt: null, outcome: 'open', reason: null },
  };
}

function changes({ type, data, metadata }: Recorded<DispatchEvent>): Partial<OfferInLog> {
  const at = metadata.occurredAt;
  switch (type) {
    case 'OfferDelivered':
      return { delivered: { at: data.acknowledgedAt, channel: data.channel } };
    case 'OfferAccepted':
      return { outcome: 'accepted', answeredAt: data.acceptedAt, endedAt: data.acceptedAt };
    case 'OfferDeclined':
      return { outcome: 'declined', answeredAt: at, endedAt: at, reason: data.reason };
    case 'OfferExpired':
      return { outcome: 'expired', endedAt: at };
    case 'OfferWithdrawn':
      return {
        outcome: data.why === 'DRIVER_LOST' ? 'lost' : 'withdrawn',
        endedAt: at,
        reason: data.why,
      };
    case 'DispatchOpened':
    case 'CandidatesRanked':
    case 'OfferExtended':
    case 'DispatchHeld':
    case 'DispatchExhausted':
    case 'DispatchWithdrawn':
      return {};
  }
}
