import type { RecordedTripEvent, TripEventOf } from '../../shared/events/trip.events';
import type { Market } from '../../shared/events/trip.shapes';
import { cityHour } from '../../shared/kernel/city-time';
import { secondsBetween } from '../../shared/kernel/time';
import type { Projection } from '../engine/projection';

/**
 * The demand of one taxi zone in one hour of the city's clock, and what became of it. Every trip counts in the hour in
 * which it was asked for, so that a row adds up: requested = completed + cancelled + unfulfilled + still open.
 */
export interface MarketHour {
  readonly cityId: string;
  readonly zoneId: number | null;
  readonly hour: string;
  readonly requested: number;
  readonly completed: number;
  /** By reason code; no-shows as `NO_SHOW`, aborted rides as `ABORTED`. */
  readonly cancelled: Readonly<Record<string, number>>;
  readonly unfulfilled: number;
  readonly fareMinor: number;
  readonly currency: string | null;
  readonly pickups: number;
  /** From the request until the driver stood at the pickup, over all pickups. */
  readonly pickupSeconds: number;
}

/** The events that carry the market they belong to. */
type MarketEvent = Extract<RecordedTripEvent, { data: { market: Market } }>;

export const marketHour: Projection<MarketHour, RecordedTripEvent> = {
  name: 'market_hour',
  version: 1,
  module: __filename,
  reads: ['trip'],
  indexes: [{ zoneId: 1, _id: 1 }],
  keysOf: (event) => (hasMarket(event) && counts(event) ? [keyOf(event.data.market)] : []),
  evolve: (row, event) => {
    if (!hasMarket(event)) return row;
    const counted = row ?? emptyRow(event.data.market);
    return { ...counted, ...changes(counted, event) };
  },
};

function hasMarket(event: RecordedTripEvent): event is MarketEvent {
  return 'market' in event.data;
}

/** Begins with the hour: a range of hours is a range of keys. */
function keyOf({ cityId, zoneId, requestedAt }: Market): string {
  const zone = zoneId === null ? 'none' : String(zoneId).padStart(4, '0');
  return `${cityHour(cityId, requestedAt)}/${cityId}/${zone}`;
}

function emptyRow({ cityId, zoneId, requestedAt }: Market): MarketHour {
  return {
    ...{ cityId, zoneId, hour: cityHour(cityId, requestedAt), requested: 0, completed: 0 },
    ...{
      cancelled: {},
      unfulfilled: 0,
      fareMinor: 0,
      currency: null,
      pickups: 0,
      pickupSeconds: 0,
    },
  };
}

/** Told from the event alone, without a row: most events of a trip change none. */
function counts(event: MarketEvent): boolean {
  if (event.type === 'TripCancelled') return event.data.stage !== 'scheduled';
  return !UNCOUNTED.has(event.type);
}

const UNCOUNTED: ReadonlySet<MarketEvent['type']> = new Set([
  ...(['TripScheduled', 'MatchingStarted', 'DriverAssigned', 'DriverUnassigned'] as const),
  ...(['PickupDeferred', 'PickupBegun'] as const),
  ...(['DriverTurnedAway', 'DriverArrived', 'TripSettled', 'CorrectionProposed'] as const),
]);

function changes(row: MarketHour, event: MarketEvent): Partial<MarketHour> {
  switch (event.type) {
    case 'TripRequested':
    case 'TripActivated':
      return { requested: row.requested + 1 };
    case 'TripStarted': {
      const waited = secondsBetween(event.data.market.requestedAt, event.data.arrivedAt);
      return { pickups: row.pickups + 1, pickupSeconds: row.pickupSeconds + waited };
    }
    case 'TripCompleted':
      return outcome(row, 'Completed', null, 1);
    case 'TripUnfulfilled':
      return outcome(row, 'Unfulfilled', null, 1);
    case 'TripCancelled':
      // A booked ride that was cancelled before it was due never became demand.
      return event.data.stage === 'scheduled'
        ? {}
        : outcome(row, 'Cancelled', event.data.reasonCode, 1);
    case 'TripNoShow':
      return outcome(row, 'NoShow', null, 1);
    case 'TripAborted':
      return outcome(row, 'Aborted', null, 1);
    case 'TripCorrected': {
      const undone = { ...row, ...undoing(row, event.data) };
      return { ...undone, ...outcome(undone, event.data.to, 'CORRECTED', 1) };
    }
    case 'FareFinalised': {
      const { totalMinor, currency } = event.data;
      return { fareMinor: row.fareMinor + totalMinor, currency };
    }
    case 'TripScheduled':
    case 'MatchingStarted':
    case 'DriverAssigned':
    case 'DriverUnassigned':
    case 'PickupDeferred':
    case 'PickupBegun':
    case 'DriverTurnedAway':
    case 'DriverArrived':
    case 'TripSettled':
    case 'CorrectionProposed':
      return {};
  }
}

/** Takes back what the corrected trip counted as; one that never became demand becomes it now. */
function undoing(
  row: MarketHour,
  { from, cancelledAs }: TripEventOf<'TripCorrected'>['data'],
): Partial<MarketHour> {
  if (cancelledAs !== null) return { cancelled: counted(row.cancelled, cancelledAs, -1) };
  if (from === 'Scheduled' || from === 'Cancelled') return { requested: row.requested + 1 };
  return outcome(row, from, null, -1);
}

/** One trip more, or one less, that ended so. */
function outcome(
  row: MarketHour,
  status: string,
  reason: string | null,
  by: 1 | -1,
): Partial<MarketHour> {
  switch (status) {
    case 'Completed':
    case 'Settled':
      return { completed: row.completed + by };
    case 'Unfulfilled':
      return { unfulfilled: row.unfulfilled + by };
    case 'Cancelled':
      return { cancelled: counted(row.cancelled, reason ?? 'OTHER', by) };
    case 'NoShow':
      return { cancelled: counted(row.cancelled, 'NO_SHOW', by) };
    case 'Aborted':
      return { cancelled: counted(row.cancelled, 'ABORTED', by) };
    default:
      return {};
  }
}

function counted(
  by: Readonly<Record<string, number>>,
  reason: string,
  change: number,
): Readonly<Record<string, number>> {
  const { [reason]: before = 0, ...others } = by;
  const after = before + change;
  return after === 0 ? others : { ...others, [reason]: after };
}
