import { ANY_CAR } from '../src/shared/events/trip.shapes';
import { randomUUID } from 'node:crypto';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import type { EngineEventOf } from '../src/shared/events/process.events';
import type { TripEventOf } from '../src/shared/events/trip.events';

const A_DAY_MS = 86_400_000;
const A_MINUTE_MS = 60_000;
const LEAD_MS = 30 * A_MINUTE_MS;
const IN_ONE_APPEND = 500;
const AT_ONCE = 8;

const instant = (ms: number) => new Date(ms).toISOString();

type Listed = EngineEventOf<'TimerListed'>['data'];
type Data = Listed | TripEventOf<'TripScheduled'>['data'];

/** Lists so many timers, evenly over a day to come, as processes would have listed theirs. */
export async function listTimers(client: EventStoreDBClient, count: number): Promise<void> {
  const start = Math.floor(Date.now() / A_MINUTE_MS) * A_MINUTE_MS;
  const minutes = A_DAY_MS / A_MINUTE_MS;
  const each = Math.ceil(count / minutes);
  let next = 0;
  const lister = async (): Promise<void> => {
    while (next < minutes) {
      const minute = start + next * A_MINUTE_MS;
      next += 1;
      for (let listed = 0; listed < each; listed += IN_ONE_APPEND) {
        const timers = Array.from({ length: Math.min(IN_ONE_APPEND, each - listed) }, () =>
          event('TimerListed', 1, timerIn(minute)),
        );
        await client.appendToStream(`timers-${instant(minute).slice(0, 16)}`, timers);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lister));
}

function timerIn(minute: number): Listed {
  const dueAt = instant(minute + Math.random() * A_MINUTE_MS);
  const named = { process: 'scheduled-activation', instance: randomUUID(), timer: 'activate' };
  return { ...named, dueAt, listedFor: dueAt, correlationId: randomUUID() };
}

/** Books so many rides, which come due evenly between two times in milliseconds. */
export async function bookRides(
  client: EventStoreDBClient,
  count: number,
  from: number,
  until: number,
): Promise<void> {
  let next = 0;
  const booker = async (): Promise<void> => {
    while (next < count) {
      const dueAt = from + (next++ / count) * (until - from);
      const ride = rideDueAt(dueAt);
      await client.appendToStream(`trip-${ride.tripId}`, event('TripScheduled', 1, ride));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, booker));
}

function rideDueAt(dueAt: number): TripEventOf<'TripScheduled'>['data'] {
  const place = { placeRef: 'place-lenox-hill', lat: 40.769, lon: -73.9549 };
  const where = { cityId: 'nyc', zoneId: 140, cell: '882a100893fffff', product: 'economy' };
  const ride = {
    ...{ tripId: randomUUID(), market: { ...where, requestedAt: instant(Date.now()) } },
    ...{ riderId: 'ada', stops: [place, place], paymentMethod: 'card', boardingPin: '4711' },
    needs: ANY_CAR,
    quote: { quoteId: 'quote-1', totalMinor: 1900, currency: 'USD' },
    pickupAt: instant(dueAt + LEAD_MS),
  };
  return ride as TripEventOf<'TripScheduled'>['data'];
}

function event(type: string, schemaVersion: number, data: Data) {
  const [at, commandId] = [instant(Date.now()), randomUUID()];
  const metadata = {
    ...{ schemaVersion, occurredAt: at, recordedAt: at, cityId: 'nyc', requestHash: 'bench' },
    ...{ correlationId: commandId, causationId: commandId, commandId },
    ...{ actor: { type: 'system', id: 'bench' }, subjectIds: [] },
  };
  return jsonEvent({ type, data, metadata });
}
