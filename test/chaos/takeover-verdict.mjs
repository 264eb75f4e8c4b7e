import { EventStoreDBClient } from '@eventstore/db-client';

/** What happened to trips, searches and shifts, in the order of the log. */
export async function offersIn(eventStoreUrl) {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const events = [];
  try {
    for await (const { event } of client.readAll()) {
      if (!event || !/^(dispatch|trip|shift)-/.test(event.streamId)) continue;
      const atMs = Date.parse(event.metadata.recordedAt);
      events.push({ type: event.type, data: event.data, atMs });
    }
  } finally {
    await client.dispose();
  }
  return events;
}

const OVER = ['OfferAccepted', 'OfferDeclined', 'OfferExpired', 'OfferWithdrawn'];

/** Exclusive offers beside another of the same search, and offers to whoever has one that is still open. */
export function offeredTwiceIn(events) {
  const faults = [];
  const live = new Map();
  for (const { type, data } of events) {
    if (type === 'OfferExtended') {
      for (const other of live.values()) {
        const isSame = other.tripId === data.tripId && other.attempt === data.attempt;
        if (isSame && [other.mode, data.mode].includes('exclusive')) {
          faults.push(`${data.offerId} beside ${other.offerId}`);
        }
        if (other.driverId === data.driverId) {
          faults.push(`${data.driverId}: ${data.offerId} beside ${other.offerId}`);
        }
      }
      live.set(data.offerId, data);
    }
    if (OVER.includes(type)) live.delete(data.offerId);
  }
  return faults;
}

const LEAVES = new Set(['DriverFreed', 'ShiftEnded']);
const ENDS = new Set(['TripCancelled', 'TripCompleted', 'DriverUnassigned', 'TripUnfulfilled']);

export function twiceAssignedIn(events) {
  const faults = [];
  const tripOf = new Map();
  const driverOf = new Map();
  for (const { type, data } of events) {
    if (type === 'DriverCommitted') {
      const other = tripOf.get(data.driverId);
      if (other) faults.push(`${data.driverId}: ${data.tripId} beside ${other}`);
      tripOf.set(data.driverId, data.tripId);
    }
    if (type === 'DriverAssigned') {
      const other = driverOf.get(data.tripId);
      if (other) faults.push(`${data.tripId}: ${data.driverId} beside ${other}`);
      driverOf.set(data.tripId, data.driverId);
    }
    if (LEAVES.has(type)) tripOf.delete(data.driverId);
    if (ENDS.has(type)) driverOf.delete(data.tripId);
  }
  return faults;
}

/** Requests to which nothing has come: neither a driver nor a refusal. */
export function forgottenIn(events, requested) {
  const answered = new Set(
    events
      .filter(({ type }) => type === 'DriverAssigned' || type === 'TripUnfulfilled')
      .map(({ data }) => data.tripId),
  );
  return requested.filter((tripId) => !answered.has(tripId));
}

/** From each death to the next offer, ms: riders ask all the time. */
export function waitsIn(events, died) {
  const offers = events.filter(({ type }) => type === 'OfferExtended').map(({ atMs }) => atMs);
  return died.map((deathMs) => (offers.find((atMs) => atMs > deathMs) ?? Infinity) - deathMs);
}
