import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { TripEvent } from '../../shared/events/trip.events';
import type { Market } from '../../shared/events/trip.shapes';
import { cityHour } from '../../shared/kernel/city-time';
import type { Projection } from '../engine/projection';
import { counting, type Counted } from './counting';
import { nothing, PICKUP_ERROR_EDGES, TIME_TO_MATCH_EDGES } from './distribution';
import type { MarketMinute } from './market-minute.document';

export const marketMinute: Projection<MarketMinute, Recorded<TripEvent | DispatchEvent>> = {
  name: 'market_minute',
  version: 1,
  module: __filename,
  reads: ['trip', 'dispatch'],
  indexes: [{ cityId: 1, _id: 1 }],
  keysOf: (event) => (isCounted(event) ? [keyOf(event.data.market)] : []),
  evolve: (before, event) => {
    if (!isCounted(event)) return before;
    const row = before ?? emptyRow(event.data.market);
    const count = counting[event.type] as (row: MarketMinute, event: Counted) => object;
    return { ...row, ...count(row, event) };
  },
};

function isCounted(event: Recorded<TripEvent | DispatchEvent>): event is Counted {
  if (event.type === 'TripCancelled') return event.data.stage !== 'scheduled';
  return event.type in counting;
}

/** Begins with the minute: a range of minutes is a range of keys. */
function keyOf(market: Market): string {
  const { cityId, zoneId, product } = market;
  const zone = zoneId === null ? 'none' : String(zoneId).padStart(4, '0');
  return `${minuteOf(market)}/${cityId}/${zone}/${product}`;
}

/** On the city's clock, whose hours are off by whole ones. */
function minuteOf({ cityId, requestedAt }: Market): string {
  return `${cityHour(cityId, requestedAt)}:${requestedAt.slice(14, 16)}`;
}

function emptyRow(market: Market): MarketMinute {
  const { cityId, zoneId, product } = market;
  return {
    ...{ cityId, zoneId, product, minute: minuteOf(market), requested: 0, searches: 0 },
    offers: { extended: 0, accepted: 0, declined: 0, expired: 0, withdrawn: 0 },
    ...{ matched: 0, unfulfilled: {}, cancelledUnmatched: 0 },
    timeToMatch: nothing(TIME_TO_MATCH_EDGES),
    pickupError: { ...nothing(PICKUP_ERROR_EDGES), absoluteSum: 0 },
    ...{ enRouteS: 0, onTripS: 0, awaited: [] },
  };
}
