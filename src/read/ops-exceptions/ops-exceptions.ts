import type { Recorded } from '../../shared/events/event';
import type { ShiftEvent } from '../../shared/events/shift.events';
import type { TripEvent } from '../../shared/events/trip.events';
import { secondsAfter, secondsBetween } from '../../shared/kernel/time';
import type { Projection } from '../engine/projection';
import { heldAfter, isOfHold } from './holds';
import type { Expectation } from './ops-exceptions.document';

/** Seconds that whoever has to follow gets on top. */
const GRACE_S = 2;
/** A search lasts three minutes; what ends it has to be seen, too. */
const SEARCH_S = 180 + 20;

type Told = Recorded<ShiftEvent | TripEvent>;

/** What is under way and has to come to something, each with the moment by which it has to. */
export const opsExceptions: Projection<Expectation, Told> = {
  name: 'ops_exceptions',
  version: 1,
  module: __filename,
  reads: ['shift', 'trip'],
  indexes: [{ dueAt: 1, _id: 1 }],
  keysOf: (event) => [
    ...(RESERVATION.has(event.type) && isOfShift(event) ? [reservationKey(event)] : []),
    ...(SEARCH.has(event.type) && !isOfShift(event) ? [SEARCHES + event.data.tripId] : []),
    ...(isOfHold(event) ? [HOLDS + event.data.tripId] : []),
  ],
  evolve: (before, event, key) => {
    if (key.startsWith(HOLDS)) return isOfHold(event) ? heldAfter(before, event) : before;
    if (isReservation(event)) return reserved(event);
    return event.type === 'MatchingStarted' ? searching(event) : undefined;
  },
};

const SEARCHES = 'search/';
const HOLDS = 'hold/';

const RESERVATION: ReadonlySet<Told['type']> = new Set([
  ...(['DriverReserved', 'ReservationReleased', 'DriverCommitted', 'ShiftEnded'] as const),
  ...(['NextTripReserved', 'NextTripReleased', 'NextTripQueued'] as const),
]);
const SEARCH: ReadonlySet<Told['type']> = new Set([
  ...(['MatchingStarted', 'DriverAssigned', 'DriverUnassigned', 'TripUnfulfilled'] as const),
  ...(['TripCancelled', 'TripNoShow', 'TripAborted', 'TripCompleted', 'TripCorrected'] as const),
]);

function isOfShift(event: Told): event is Recorded<ShiftEvent> {
  return 'shiftNo' in event.data;
}

const reservationKey = ({ data }: ShiftEvent) => `reservation/${data.driverId}`;

type Reservation = Extract<Told, { type: 'DriverReserved' | 'NextTripReserved' }>;

function isReservation(event: Told): event is Reservation {
  return event.type === 'DriverReserved' || event.type === 'NextTripReserved';
}

function reserved({ data, metadata }: Reservation): Expectation {
  const { cityId, tripId, driverId, at, until } = data;
  const since = metadata.recordedAt;
  const dueAt = secondsAfter(since, secondsBetween(at, until) + GRACE_S);
  return { kind: 'ORPHAN_RESERVATION', cityId, tripId, driverId, since, dueAt, holds: null };
}

function searching({ data, metadata }: Extract<Told, { type: 'MatchingStarted' }>): Expectation {
  const { tripId, market } = data;
  const since = metadata.recordedAt;
  return {
    ...{ kind: 'SEARCH_OVERDUE', cityId: market.cityId, tripId, driverId: null, since },
    ...{ dueAt: secondsAfter(since, SEARCH_S), holds: null },
  };
}
