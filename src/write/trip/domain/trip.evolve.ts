import type { TripEvent, TripEventOf } from '../../../shared/events/trip.events';
import { assignedPartOf, bookedPartOf, bookingOf, type BookedTrip, type Trip } from './trip';

/** How facts change a trip. Trusts history: what a rule once allowed is never questioned here. */
export function evolve(trip: Trip, event: TripEvent): Trip {
  if (event.type === 'TripRequested') return { status: 'Requested', ...bookingOf(event.data) };
  if (event.type === 'TripScheduled') {
    return { status: 'Scheduled', ...bookingOf(event.data), pickupAt: event.data.pickupAt };
  }
  return trip.status === 'Unrequested' ? trip : evolveBooked(trip, event);
}

type LaterEvent = Exclude<TripEvent, { type: 'TripRequested' | 'TripScheduled' }>;

function evolveBooked(trip: BookedTrip, event: LaterEvent): Trip {
  const booked = bookedPartOf(trip);
  const assigned = assignedPartOf(trip);
  switch (event.type) {
    case 'TripActivated': {
      const { market, quote } = event.data;
      return { ...booked, market, quote, status: 'Requested' };
    }
    case 'MatchingStarted':
      return { ...booked, status: 'Matching', attempt: event.data.attempt };
    case 'DriverAssigned': {
      const { assignmentNo } = event.data;
      const enRoute = { status: 'EnRoute', isDeferred: false } as const;
      return { ...booked, ...enRoute, assignmentNo, assignment: event.data };
    }
    case 'PickupDeferred':
    case 'PickupBegun':
      return trip.status === 'EnRoute'
        ? { ...trip, isDeferred: event.type === 'PickupDeferred' }
        : trip;
    case 'DriverUnassigned':
      return { ...booked, status: 'Requested', assignment: null };
    case 'TripUnfulfilled':
      return { ...booked, status: 'Unfulfilled' };
    case 'TripCancelled': {
      const { reasonCode, stage } = event.data;
      return { ...booked, status: 'Cancelled', reasonCode, undemanded: stage === 'scheduled' };
    }
    case 'TripNoShow':
      return { ...booked, status: 'NoShow' };
    case 'TripAborted':
      return { ...booked, status: 'Aborted', fare: null };
    case 'DriverArrived':
      return {
        ...assigned,
        status: 'AtPickup',
        arrivedAt: event.data.at,
        wrongPins: 0,
        contactAttempts: 0,
        noShowAllowed: false,
      };
    case 'TripStarted': {
      const { arrivedAt, startedAt } = event.data;
      return { ...assigned, status: 'InProgress', arrivedAt, startedAt, atStop: null, nextStop: 1 };
    }
    case 'TripCompleted':
      return { ...assigned, status: 'Completed', fare: null };
    case 'TripSettled':
      return {
        ...booked,
        status: 'Settled',
        fare: fareOf(trip),
        aborted: trip.status === 'Aborted',
      };
    case 'TripCorrected':
      return corrected(trip, event.data);
    case 'DriverTurnedAway':
    case 'PickupStalled':
    case 'RouteDeviated':
      return trip;
    case 'CorrectionProposed':
      return { ...trip, proposal: event.data };
    case 'FareFinalised':
      return 'fare' in trip ? { ...trip, fare: event.data } : trip;
    case 'ItineraryChanged': {
      const { stops, quote, version } = event.data;
      return { ...trip, stops, quote, itineraryVersion: version };
    }
    case 'ContactAttempted':
    case 'NoShowAllowed':
    case 'BoardingPinRejected':
      return trip.status === 'AtPickup' ? atPickup(trip, event) : trip;
    case 'WaypointReached':
      return trip.status === 'InProgress' ? { ...trip, atStop: event.data.index } : trip;
    case 'WaypointDeparted':
      return trip.status === 'InProgress'
        ? { ...trip, atStop: null, nextStop: event.data.index + 1 }
        : trip;
  }
}

type AtPickup = Extract<Trip, { status: 'AtPickup' }>;

function atPickup(
  trip: AtPickup,
  event: Extract<TripEvent, { type: 'ContactAttempted' | 'NoShowAllowed' | 'BoardingPinRejected' }>,
): Trip {
  switch (event.type) {
    case 'ContactAttempted':
      return { ...trip, contactAttempts: trip.contactAttempts + 1 };
    case 'NoShowAllowed':
      return { ...trip, noShowAllowed: true };
    case 'BoardingPinRejected':
      return { ...trip, wrongPins: event.data.tries };
  }
}

function corrected(trip: BookedTrip, { to }: TripEventOf<'TripCorrected'>['data']): Trip {
  const booked = { ...bookedPartOf(trip), proposal: null };
  switch (to) {
    case 'Requested':
      return { ...booked, status: to, assignment: null };
    case 'Unfulfilled':
    case 'NoShow':
      return { ...booked, status: to };
    case 'Cancelled':
      return { ...booked, status: to, reasonCode: 'CORRECTED', undemanded: false };
    case 'Settled':
      return { ...booked, status: to, fare: fareOf(trip), aborted: false };
    case 'Aborted':
      return { ...booked, status: to, fare: fareOf(trip) };
    case 'Completed':
      return { ...assignedPartOf(trip), proposal: null, status: to, fare: fareOf(trip) };
  }
}

function fareOf(trip: BookedTrip): TripEventOf<'FareFinalised'>['data'] | null {
  return 'fare' in trip ? trip.fare : null;
}
