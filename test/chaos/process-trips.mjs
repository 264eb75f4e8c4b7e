import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { jsonEvent } from '@eventstore/db-client';

const DAY_MS = 86_400_000;
const LEAD_MS = 30 * 60_000;
const WAIT_MS = 300_000;
/** So long before it is due, what it waits for stops being true. */
const STOPPED_MS = 1500;
/** From a driver's way to the pickup to the pickup, to the ride, to its end: as soon as that, or up to so long after. */
const LONGEST_STEP_MS = 1000;

const instant = (ms) => new Date(ms).toISOString();
const place = { placeRef: 'place-lenox-hill', lat: 40.769, lon: -73.9549 };

function bookingOf(tripId, now) {
  const market = { cityId: 'nyc', zoneId: 140, cell: '882a100893fffff', product: 'economy' };
  return {
    ...{ tripId, market: { ...market, requestedAt: instant(now) }, riderId: 'ada' },
    ...{ stops: [place, place], paymentMethod: 'card', boardingPin: '4711' },
    needs: { seats: 1, wheelchair: false, childSeat: false },
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

/** A driver who is committed to a trip: the events of their shift by now, and those of the trip that it has to follow. */
function drawRide() {
  const [tripId, driverId] = [randomUUID(), randomUUID()];
  const now = Date.now();
  const at = instant(now);
  const { market, ...booked } = bookingOf(tripId, now);
  const [facts, vehicle] = [{ tripId, market }, { vehicleId: `car-of-${driverId}` }];
  const driver = { assignmentNo: 1, offerId: 'offer-1', driverId, ...vehicle };
  const shift = { driverId, shiftNo: 1, cityId: 'nyc', at };
  const offer = { offerId: 'offer-1', tripId };
  const car = {
    ...vehicle,
    tiers: ['economy'],
    seats: 4,
    wheelchair: false,
    childSeat: false,
    odometerM: null,
  };
  const may = {
    forwardDispatch: false,
    hoursPolicy: 'new-york',
    eligibleUntil: instant(now + DAY_MS),
  };
  const ride = { startedAt: at, arrivedAt: at, checkedBy: 'pin', location: null, odometerM: null };
  const way = { actualDistanceM: 6200, actualDurationS: 1020, waitS: 120, gpsQuality: 'good' };
  const none = { tolls: [], skippedStops: [], routeDigest: null };
  return {
    ...{ tripId, driverId },
    shift: [
      ['ShiftStarted', 1, { ...shift, ...car, ...may }],
      ['DriverReserved', 1, { ...shift, ...offer, until: instant(now + WAIT_MS) }],
      ['DriverCommitted', 1, { ...shift, ...offer, ...vehicle }],
    ],
    begin: [
      ['TripRequested', 3, { ...booked, market }],
      ['MatchingStarted', 1, { ...facts, attempt: 1 }],
      ['DriverAssigned', 1, { ...facts, ...driver, promisedPickupAt: at }],
    ],
    goesOn: [
      ['DriverArrived', 1, { ...facts, at, distanceM: 20, method: 'geofence' }],
      ['TripStarted', 1, { ...facts, ...ride }],
      ['TripCompleted', 1, { ...facts, completedAt: at, endedBy: 'driver', ...way, ...none }],
    ],
  };
}

/** Lets a driver drive a trip from its pickup to its end, as fast as chance has it. */
export async function letRide(client, random) {
  const { tripId, driverId, shift, begin, goesOn } = drawRide();
  await append(client, `shift-${driverId}`, shift);
  await append(client, `trip-${tripId}`, begin);
  for (const event of goesOn) {
    if (random() < 0.5) await pause(random() * LONGEST_STEP_MS);
    await append(client, `trip-${tripId}`, [event]);
  }
}

/** Lets a trip happen: what begins it now, and what stops it, if anything, well before it is due. */
export async function letHappen(client, random, dueInMs, later) {
  const trip = drawTrip(random, dueInMs);
  await append(client, `trip-${trip.tripId}`, trip.begin);
  if (trip.isStopped) {
    later(dueInMs - STOPPED_MS, () => append(client, `trip-${trip.tripId}`, [trip.stop]));
  }
}

function append(client, stream, events) {
  const at = instant(Date.now());
  const commandId = randomUUID();
  const metadata = {
    ...{ occurredAt: at, recordedAt: at, cityId: 'nyc', requestHash: 'chaos' },
    ...{ correlationId: commandId, causationId: commandId, commandId },
    ...{ actor: { type: 'system', id: 'chaos' }, subjectIds: ['ada'] },
  };
  return client.appendToStream(
    stream,
    events.map(([type, schemaVersion, data]) =>
      jsonEvent({ type, data, metadata: { ...metadata, schemaVersion } }),
    ),
  );
}
