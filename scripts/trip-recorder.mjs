import { createHash } from 'node:crypto';
import { v5 as uuid } from 'uuid';

export const NAMESPACE = '9f0d5b1c-6d7a-5f43-8f5e-2f7e0b8f3a11';

/** Appends an event of a trip to its events, as it happens at the trip's present time. */
export function record(trip, type, version, data, actor = { type: 'system', id: 'dispatch-1' }) {
  const { tripId, market, events } = trip;
  const commandId = uuid(`${tripId}/${events.length}/command`, NAMESPACE);
  const full = { tripId, market, ...data };
  const assigned = [...events, { type }].some((each) => each.type === 'DriverAssigned');
  events.push({
    stream: `trip-${tripId}`,
    id: uuid(`${tripId}/${events.length}`, NAMESPACE),
    type,
    version,
    data: full,
    metadata: {
      occurredAt: now(trip),
      cityId: 'nyc',
      correlationId: tripId,
      causationId: commandId,
      commandId,
      requestHash: createHash('sha256')
        .update(JSON.stringify([type, full]))
        .digest('base64url'),
      actor,
      subjectIds: assigned ? [trip.riderId, trip.driverId] : [trip.riderId],
    },
  });
}

export function later(trip, seconds) {
  trip.at += Math.round(seconds) * 1000;
}

export function now(trip) {
  return new Date(trip.at).toISOString();
}

/** Numbers from 0 to 1, each hashed from the trip and a counter. */
export function chanceOf(tripId, seed) {
  let drawn = 0;
  return () => {
    drawn += 1;
    const hash = createHash('sha256').update(`${seed}/${tripId}/${drawn}`).digest();
    return hash.readUInt32LE(0) / 2 ** 32;
  };
}

export function oneOf(list, { chance }) {
  return list[Math.floor(chance() * list.length)];
}

export function pad(number) {
  return String(number).padStart(4, '0');
}
