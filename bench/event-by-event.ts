import type { Db } from 'mongodb';
import type { Projection, Stamped } from '../src/read/engine/projection';
import { stampOf } from '../src/read/engine/projection';
import type { EventStore } from '../src/shared/event-store/event-store';
import type { RecordedTripEvent } from '../src/shared/events/trip.events';

/** Long enough to know how fast it is; a whole log would take minutes. */
const LONGEST_MS = 5000;

/** The usual way: load the document, evolve it, write it, and wait for that before the next event. Events/s. */
export async function eventByEvent<D extends object>(
  db: Db,
  store: EventStore,
  projection: Projection<D>,
): Promise<number> {
  const collection = db.collection<Stamped<object>>('event_by_event');
  const began = performance.now();
  let events = 0;
  for await (const batch of store.readAll()) {
    for (const event of batch.flatMap((entry) => entry.events) as RecordedTripEvent[]) {
      for (const key of projection.keysOf(event)) {
        const document = (await collection.findOne({ _id: key })) as Stamped<D> | null;
        const next = projection.evolve(document ?? undefined, event, key);
        if (!next) continue;
        const replacement = { ...next, _id: key, _at: stampOf(event) };
        await collection.replaceOne({ _id: key }, replacement, { upsert: true });
      }
      events += 1;
      const ms = performance.now() - began;
      if (ms > LONGEST_MS) return events / (ms / 1000);
    }
  }
  return events / ((performance.now() - began) / 1000);
}
