import type { DriverId, RiderId, TripId, VehicleId } from '../../../shared/kernel/ids';
import type { Instant } from '../../../shared/kernel/time';
import type { TripEventOf } from '../../../shared/events/trip.events';
import type { CORRECTABLE, Market, Place, Quote } from '../../../shared/events/trip.shapes';

/** Known from the booking on, whatever becomes of the trip. */
interface Booked {
  readonly tripId: TripId;
  readonly riderId: RiderId;
  readonly market: Market;
  /** First the pickup, last the drop-off. */
  readonly stops: readonly Place[];
  readonly quote: Quote;
  readonly itineraryVersion: number;
  readonly boardingPin: string;
  readonly attempt: number;
  readonly assignmentNo: number;
  /** The last driver, if there ever was one: corrections and disputes still need them. */
  readonly assignment: Assignment | null;
  readonly proposal: TripEventOf<'CorrectionProposed'>['data'] | null;
}

interface Assignment {
  readonly assignmentNo: number;
  readonly offerId: string;
  readonly driverId: DriverId;
  readonly vehicleId: VehicleId;
  readonly promisedPickupAt: Instant;
}

interface Assigned extends Booked {
  readonly assignment: Assignment;
}

interface Fared {
  readonly fare: TripEventOf<'FareFinalised'>['data'] | null;
}

interface Scheduled extends Booked {
  readonly status: 'Scheduled';
  readonly pickupAt: Instant;
}
interface Requested extends Booked {
  readonly status: 'Requested';
}
interface Matching extends Booked {
  readonly status: 'Matching';
}
interface EnRoute extends Assigned {
  readonly status: 'EnRoute';
  /** The driver finishes another trip first. */
  readonly isDeferred: boolean;
}
interface AtPickup extends Assigned {
  readonly status: 'AtPickup';
  readonly arrivedAt: Instant;
  readonly wrongPins: number;
  readonly contactAttempts: number;
  /** Waited for long enough: the clock has said so. */
  readonly noShowAllowed: boolean;
}
interface InProgress extends Assigned {
  readonly status: 'InProgress';
  readonly arrivedAt: Instant;
  readonly startedAt: Instant;
  /** The waypoint that the driver stands at, if at one. */
  readonly atStop: number | null;
  readonly nextStop: number;
}
interface Completed extends Assigned, Fared {
  readonly status: 'Completed';
}
interface Settled extends Booked, Fared {
  readonly status: 'Settled';
  /** It was broken off before it was settled, and counts as that. */
  readonly aborted: boolean;
}
interface Unfulfilled extends Booked {
  readonly status: 'Unfulfilled';
}
interface Cancelled extends Booked {
  readonly status: 'Cancelled';
  readonly reasonCode: string;
  /** It was cancelled before it was due, and never became demand. */
  readonly undemanded: boolean;
}
interface NoShow extends Booked {
  readonly status: 'NoShow';
}
interface Aborted extends Booked, Fared {
  readonly status: 'Aborted';
}

export type BookedTrip =
  | Scheduled
  | Requested
  | Matching
  | EnRoute
  | AtPickup
  | InProgress
  | Completed
  | Settled
  | Unfulfilled
  | Cancelled
  | NoShow
  | Aborted;

export type Trip = { readonly status: 'Unrequested' } | BookedTrip;
export type TripStatus = Trip['status'];
export type In<S extends TripStatus> = Extract<Trip, { status: S }>;
export type Correctable = (typeof CORRECTABLE)[number];

export const unrequested: Trip = { status: 'Unrequested' };

/** The facts that every event repeats, so that a reader needs no other event. */
export function factsOf({ tripId, market }: BookedTrip): { tripId: TripId; market: Market } {
  return { tripId, market };
}

/** What stays known when a trip leaves its present state behind. */
export function bookedPartOf(trip: BookedTrip): Booked {
  const { tripId, riderId, market, stops, quote, itineraryVersion, boardingPin } = trip;
  const { attempt, assignmentNo, assignment, proposal } = trip;
  return {
    ...{ tripId, riderId, market, stops, quote, itineraryVersion, boardingPin },
    ...{ attempt, assignmentNo, assignment, proposal },
  };
}

/** The same, of a trip that has a driver: its events come after a DriverAssigned, and history is trusted. */
export function assignedPartOf(trip: BookedTrip): Assigned {
  return bookedPartOf(trip) as Assigned;
}

/** What a trip is at its booking. */
export function bookingOf(
  data: TripEventOf<'TripRequested'>['data'] | TripEventOf<'TripScheduled'>['data'],
): Booked {
  const { tripId, riderId, market, stops, quote, boardingPin } = data;
  return {
    ...{ tripId, riderId, market, stops, quote, boardingPin },
    ...{ itineraryVersion: 1, attempt: 0, assignmentNo: 0, assignment: null, proposal: null },
  };
}
