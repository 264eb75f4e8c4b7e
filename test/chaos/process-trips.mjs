import { randomUUID } from 'node:crypto';
import { jsonEvent } from '@eventstore/db-client';

const LEAD_MS = 30 * 60_000;
const WAIT_MS = 300_000;
/** So long before it is due, what it waits for stops being true. */
const STOPPED_MS = 1500;

const instant = (ms) => new Date(ms).toISOString();
const place = { placeRef: 'place-lenox-hill', lat: 40.769, lon: -73.9549 };

function bookingOf(tripId, now) {
  const market = { cityId: 'nyc', zoneId: 140, cell: '882a100893fffff', product: 'economy' };
  return {
    ...{ tripId, market: { ...market, requestedAt: instant(now) }, riderId: 'ada' },
    ...{ stops: [place, place], paymentMethod: 'card', boardingPin: '4711' },
    quote: { quoteId: 'quote-1', totalMinor: 1900, currency: 'USD' },
  };
}

/** A trip that something will be due for so many milliseconds from now: its events by now, and what stops it. */
function drawTrip(random, dueInMs) {
  const tripId = randomUUID();
  const now = Date.now();
  const { market, ...booked } = bookingOf(tripId, now);
  const facts = { tripId, market };
  const isStopped = random() < 0.25;
  if (random() < 0.5) {
    const pickupAt = instant(now + LEAD_MS + dueInMs);
    const cancelled = { by: 'rider', reasonCode: 'PLANS_CHANGED', stage: 'scheduled' };
    const verdict = { fault: 'unknown', ruleName: null, policyRowId: null, fee: null };
    return {
      ...{ tripId, isStopped },
      begin: [['TripScheduled', 1, { ...booked, market, pickupAt }]],
      stop: ['TripCancelled', 2, { ...facts, ...cancelled, ...verdict }],
    };
  }
  const driver = { assignmentNo: 1, offerId: 'offer-1', driverId: 'bob', vehicleId: 'car-of-bob' };
  const at = instant(now - WAIT_MS + dueInMs);
  const started = { checkedBy: 'pin', location: null, odometerM: null };
  return {
    ...{ tripId, isStopped },
    begin: [
      ['TripRequested', 3, { ...booked, market }],
      ['MatchingStarted', 1, { ...facts, attempt: 1 }],
      ['DriverAssigned', 1, { ...facts, ...driver, promisedPickupAt: at }],
      ['DriverArrived', 1, { ...facts, at, distanceM: 20, method: 'geofence' }],
    ],
    stop: ['TripStarted', 1, { ...facts, ...started, arrivedAt: at, startedAt: instant(now) }],
  };
}

/** Lets a trip happen: what begins it now, and what stops it, if anything, well before it is due. */
export async function letHappen(client, random, dueInMs, later) {
  const trip = drawTrip(random, dueInMs);
  await append(client, trip.tripId, trip.begin);
  if (trip.isStopped) {
    later(dueInMs - STOPPED_MS, () => append(client, trip.tripId, [trip.stop]));
  }
}

function append(client, tripId, events) {
  const at = instant(Date.now());
  const commandId = randomUUID();
  const metadata = {
    ...{ occurredAt: at, recordedAt: at, cityId: 'nyc', requestHash: 'chaos' },
    ...{ correlationId: commandId, causationId: commandId, commandId },
    ...{ actor: { type: 'system', id: 'chaos' }, subjectIds: ['ada'] },
  };
  return client.appendToStream(
    `trip-${tripId}`,
    events.map(([type, schemaVersion, data]) =>
      jsonEvent({ type, data, metadata: { ...metadata, schemaVersion } }),
    ),
  );
}
