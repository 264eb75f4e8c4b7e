import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { v5 as uuid } from 'uuid';
import { replay } from '../src/replay/replay';
import type { EventStore, NewEvent } from '../src/shared/event-store/event-store';
import type { EventMetadata } from '../src/shared/events/event';
import type { TripEvent } from '../src/shared/events/trip.events';
import { projectRoot } from '../src/shared/project-root';
import type { Installation } from './installation';
import { asOnceWritten, type Written } from './old-shapes';

const COPIES = '7c1f3a5e-92d4-5b0e-8d0b-2f6a4e1c9b37';
const ORIGINALS = 150;
const AT_ONCE = 64;
/** Of the copies, one in so many is in the shapes that history was once written in. */
const ONE_OLD_IN = 5;
const A_DAY_MS = 86_400_000;

type Event = TripEvent & Written & { readonly metadata: EventMetadata };

/** One real trip, every event of it. */
interface Trip {
  readonly stream: string;
  readonly events: readonly Event[];
}

/** Trips that the application itself has written, for copies to be made of. */
export async function originals({ url, token }: Installation): Promise<void> {
  await replay({
    ...{ url, token: () => Promise.resolve(token), limit: ORIGINALS, seed: 1 },
    ...{ file: join(projectRoot, 'data', 'uber-pickups-2014-04-02.csv') },
    ...{ speed: 'max', concurrency: 32 },
  });
}

/** A log that grows by copies of the trips that were in it, each on another day. */
export class GrowingLog {
  private copies = 0;

  private constructor(
    private readonly store: EventStore,
    private readonly trips: readonly Trip[],
    private written: number,
  ) {}

  static async of(store: EventStore): Promise<GrowingLog> {
    const trips = await tripsIn(store);
    return new GrowingLog(
      store,
      trips,
      trips.reduce((sum, { events }) => sum + events.length, 0),
    );
  }

  /** Until it holds about so many events. */
  async to(events: number): Promise<void> {
    const writer = async (): Promise<void> => {
      while (this.written < events) {
        const { stream, events: copied } = this.next();
        this.written += copied.length;
        await this.store.append(stream, 'no stream', copied);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, writer));
  }

  private next() {
    const { trips, copies } = this;
    const trip = trips[copies % trips.length];
    if (!trip) throw new Error('There is no trip to copy');
    this.copies += 1;
    return copyOf(trip, Math.floor(copies / trips.length) + 1, copies % ONE_OLD_IN === 0);
  }
}

async function tripsIn(store: EventStore): Promise<Trip[]> {
  const trips = new Map<string, Event[]>();
  for await (const batch of store.readAll()) {
    for (const { stored } of batch) {
      const { stream, type, version, data, metadata } = stored;
      const events = trips.get(stream) ?? [];
      events.push({ type, version, data, metadata } as Event);
      trips.set(stream, events);
    }
  }
  return [...trips].map(([stream, events]) => ({ stream, events }));
}

function copyOf({ stream, events }: Trip, days: number, old: boolean) {
  const tripId = stream.slice(stream.indexOf('-') + 1);
  const copyId = uuid(`${tripId}/${days}`, COPIES);
  const text = JSON.stringify(events)
    .replaceAll(tripId, copyId)
    .replaceAll(/2014-04-\d\d(?=T)/g, (day) => daysAfter(day, days));
  const copied = JSON.parse(text) as Event[];
  const metadata = copied[0]?.metadata;
  const shapes: readonly Written[] = old ? asOnceWritten(copied) : copied;
  return {
    stream: stream.replace(tripId, copyId),
    events: shapes.map(({ type, data, version, ...event }): NewEvent => {
      const own = 'metadata' in event ? (event.metadata as EventMetadata) : metadata;
      const written = { ...own, schemaVersion: version } as EventMetadata;
      return { id: randomUUID(), type, data, metadata: written };
    }),
  };
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * A_DAY_MS).toISOString().slice(0, 10);
}
