import type { TripEvent } from '../../shared/events/trip.events';
import { differs, FORGOTTEN, NONE, type Held, type LegalTable } from './legal-history';

interface TripHeld extends Held {
  readonly attempt?: number | undefined;
  readonly assignmentNo?: number | undefined;
  readonly driverId?: string | undefined;
  /** The driver finishes another trip first. */
  readonly isDeferred?: boolean | undefined;
  readonly hasFare?: boolean | undefined;
}

const BOOKED = ['Scheduled', 'Requested', 'Matching', 'EnRoute', 'AtPickup', 'InProgress'];
const ENDS = ['Settled', 'Unfulfilled', 'Cancelled', 'NoShow'];
const ANY = [...BOOKED, 'Completed', 'Aborted', ...ENDS];
const NEW = { attempt: 0, assignmentNo: 0 };

/** What may become of a trip: domain rules, 2.1. */
const table: LegalTable<TripEvent['type'], TripHeld> = {
  TripRequested: { from: [NONE], to: 'Requested', keeps: () => NEW },
  TripScheduled: { from: [NONE], to: 'Scheduled', keeps: () => NEW },
  TripActivated: { from: ['Scheduled'], to: 'Requested' },
  MatchingStarted: {
    ...{ from: ['Requested'], to: 'Matching' },
    unless: (held, { attempt }) => differs('the next attempt', next(held.attempt), attempt),
    keeps: (_, { attempt }) => ({ attempt }),
  },
  DriverAssigned: {
    ...{ from: ['Matching'], to: 'EnRoute' },
    unless: (held, { assignmentNo }) =>
      differs('the next assignment', next(held.assignmentNo), assignmentNo),
    keeps: (_, { assignmentNo, driverId }) => ({ assignmentNo, driverId, isDeferred: false }),
  },
  PickupDeferred: {
    from: ['EnRoute'],
    unless: sameAssignment,
    keeps: () => ({ isDeferred: true }),
  },
  PickupBegun: {
    from: ['EnRoute'],
    unless: (held, data) =>
      (held.isDeferred === false && 'the driver was on the way already') ||
      sameAssignment(held, data),
    keeps: () => ({ isDeferred: false }),
  },
  DriverTurnedAway: { from: ANY },
  DriverUnassigned: {
    ...{ from: ['EnRoute', 'AtPickup'], to: 'Requested' },
    unless: (held, { driverId }) => differs('the driver', held.driverId, driverId),
  },
  TripUnfulfilled: { from: ['Matching'], to: 'Unfulfilled' },
  TripCancelled: {
    from: ['Scheduled', 'Requested', 'Matching', 'EnRoute', 'AtPickup'],
    to: 'Cancelled',
  },
  TripNoShow: { from: ['AtPickup'], to: 'NoShow' },
  PickupStalled: {
    from: ['EnRoute'],
    unless: (held, data) => stillOnTrip(held) || sameAssignment(held, data),
  },
  RouteDeviated: { from: ['InProgress'] },
  DriverArrived: { from: ['EnRoute'], to: 'AtPickup', unless: stillOnTrip },
  ContactAttempted: { from: ['AtPickup'] },
  NoShowAllowed: { from: ['AtPickup'] },
  BoardingPinRejected: { from: ['AtPickup'] },
  TripStarted: { from: ['AtPickup'], to: 'InProgress' },
  WaypointReached: { from: ['InProgress'] },
  WaypointDeparted: { from: ['InProgress'] },
  ItineraryChanged: { from: ['EnRoute', 'AtPickup', 'InProgress'] },
  TripCompleted: { from: ['InProgress'], to: 'Completed', keeps: () => ({ hasFare: false }) },
  TripAborted: { from: ['InProgress'], to: 'Aborted', keeps: () => ({ hasFare: false }) },
  FareFinalised: {
    from: ['Completed', 'Aborted'],
    unless: ({ hasFare }) => hasFare === true && 'it has its fare already',
    keeps: () => ({ hasFare: true }),
  },
  TripSettled: {
    ...{ from: ['Completed', 'Aborted'], to: 'Settled' },
    unless: ({ hasFare }) => hasFare === false && 'it has no fare yet',
  },
  CorrectionProposed: { from: ANY },
  TripCorrected: {
    ...{ from: ANY, to: (_, { to }) => to },
    unless: ({ status }, { from }) => status !== FORGOTTEN && differs('the state', status, from),
    // Whether a fare was final before is not asked of a trip that was put right by hand.
    keeps: () => ({ hasFare: undefined }),
  },
};

function sameAssignment(held: TripHeld, said: { readonly assignmentNo: number }): string | false {
  return differs('the assignment', held.assignmentNo, said.assignmentNo);
}

function stillOnTrip({ isDeferred }: TripHeld): string | false {
  return isDeferred === true && 'the driver has another trip to finish first';
}

function next(number: number | undefined): number | undefined {
  return number === undefined ? undefined : number + 1;
}

export const tripHistory = { invariant: 'legal-trip', table, ends: ENDS };
