import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { TripEvent } from '../../shared/events/trip.events';
import { secondsBetween } from '../../shared/kernel/time';
import { PICKUP_ERROR_EDGES, TIME_TO_MATCH_EDGES, withOne } from './distribution';
import type { MarketMinute, Offers } from './market-minute.document';

type OfType = {
  readonly [E in Recorded<TripEvent | DispatchEvent> as E['type']]: E;
};
type CountedType =
  | ('TripRequested' | 'TripActivated' | 'DriverAssigned' | 'DriverUnassigned' | 'DriverArrived')
  | ('TripCompleted' | 'TripUnfulfilled' | 'TripCancelled' | 'TripNoShow')
  | ('DispatchOpened' | 'OfferExtended' | 'OfferAccepted' | 'OfferDeclined' | 'OfferExpired')
  | 'OfferWithdrawn';
export type Counted = OfType[CountedType];

type Counting = {
  readonly [T in CountedType]: (row: MarketMinute, event: OfType[T]) => Partial<MarketMinute>;
};

/** What each event adds to its row; corrections change no count: this is what matching made of it at the time. */
export const counting: Counting = {
  TripRequested: ({ requested }) => ({ requested: requested + 1 }),
  TripActivated: ({ requested }) => ({ requested: requested + 1 }),
  DispatchOpened: ({ searches }) => ({ searches: searches + 1 }),
  OfferExtended: (row) => oneMore(row, 'extended'),
  OfferAccepted: (row) => oneMore(row, 'accepted'),
  OfferDeclined: (row) => oneMore(row, 'declined'),
  OfferExpired: (row) => oneMore(row, 'expired'),
  OfferWithdrawn: (row) => oneMore(row, 'withdrawn'),
  DriverAssigned: assigned,
  DriverUnassigned: (row, { data }) => ({ awaited: without(row, data.tripId) }),
  DriverArrived: arrived,
  TripNoShow: (row, { data }) => ({ awaited: without(row, data.tripId) }),
  TripCompleted: ({ onTripS }, { data }) => ({ onTripS: onTripS + data.actualDurationS }),
  TripUnfulfilled: ({ unfulfilled }, { data: { reason } }) => ({
    unfulfilled: { ...unfulfilled, [reason]: (unfulfilled[reason] ?? 0) + 1 },
  }),
  TripCancelled: (row, { data }) => ({
    awaited: without(row, data.tripId),
    cancelledUnmatched: row.cancelledUnmatched + (data.stage === 'unassigned' ? 1 : 0),
  }),
};

function oneMore({ offers }: MarketMinute, which: keyof Offers): Partial<MarketMinute> {
  return { offers: { ...offers, [which]: offers[which] + 1 } };
}

const without = ({ awaited }: MarketMinute, tripId: string) =>
  awaited.filter((each) => each.tripId !== tripId);

/** A trip counts as matched once; its time is the first driver's. */
function assigned(
  row: MarketMinute,
  { data, metadata }: OfType['DriverAssigned'],
): Partial<MarketMinute> {
  const { tripId, assignmentNo, promisedPickupAt, market } = data;
  const assignedAt = metadata.occurredAt;
  const awaited = [...without(row, tripId), { tripId, assignedAt, promisedPickupAt }];
  if (assignmentNo > 1) return { awaited };
  const tookS = Math.max(0, secondsBetween(market.requestedAt, assignedAt));
  const timeToMatch = withOne(row.timeToMatch, tookS, TIME_TO_MATCH_EDGES);
  return { awaited, matched: row.matched + 1, timeToMatch };
}

function arrived(row: MarketMinute, { data }: OfType['DriverArrived']): Partial<MarketMinute> {
  const promise = row.awaited.find(({ tripId }) => tripId === data.tripId);
  if (!promise) return {};
  const lateS = secondsBetween(promise.promisedPickupAt, data.at);
  const { absoluteSum } = row.pickupError;
  return {
    awaited: without(row, data.tripId),
    enRouteS: row.enRouteS + Math.max(0, secondsBetween(promise.assignedAt, data.at)),
    pickupError: {
      ...withOne(row.pickupError, lateS, PICKUP_ERROR_EDGES),
      absoluteSum: absoluteSum + Math.abs(lateS),
    },
  };
}
