import fc from 'fast-check';
import { entriesOf } from '#test/log';
import { batchesOf, deliveries, logs } from '#test/random-log';
import type { RecordedTripEvent } from '../../shared/events/trip.events';
import { Parking } from './dead-letters/parking';
import { foldReadings, readingsOf, type Documents } from './fold';
import { isGone, type Projection } from './projection';

const SEED = 20140403;

/** The events of a trip in the order in which they were seen; a trip that ends disappears, and may come back. */
interface Seen {
  readonly ids: readonly string[];
}

const ENDS = ['TripCancelled', 'TripNoShow'];

/** One document per trip and one per type of event, which meets the events of many streams. */
function seeing(broken: ReadonlySet<string>): Projection<Seen, RecordedTripEvent> {
  return {
    ...{ name: 'seen', version: 1, module: __filename, reads: ['trip'], indexes: [] },
    keysOf: ({ type, data }) => [data.tripId, type],
    evolve: (seen, { id, type }, key) => {
      if (broken.has(`${id}/${key}`)) throw new Error(`${id} breaks ${key}`);
      if (ENDS.includes(type) && key !== type) return undefined;
      return { ids: [...(seen?.ids ?? []), id] };
    },
  };
}

/** Each document alone: it takes its events in their order until one breaks it. */
function expected(
  projection: Projection<Seen, RecordedTripEvent>,
  log: readonly RecordedTripEvent[],
) {
  const documents = new Map<string, Seen>();
  const waiting: string[] = [];
  const stuck = new Set<string>();
  const takes = (key: string, event: RecordedTripEvent): boolean => {
    if (stuck.has(key)) return false;
    try {
      const next = projection.evolve(documents.get(key), event, key);
      if (next) documents.set(key, next);
      else documents.delete(key);
      return true;
    } catch {
      stuck.add(key);
      return false;
    }
  };
  for (const event of log) {
    const parked = projection.keysOf(event).filter((key) => !takes(key, event));
    if (parked.length > 0) waiting.push(event.id);
  }
  const ids = [...documents].map(([key, { ids }]) => [key, ids] as const);
  return { documents: Object.fromEntries(ids), waiting };
}

describe(`folding into documents (seed ${SEED})`, () => {
  it('takes each event once per document, in order, and parks what cannot be folded', () => {
    const breakages = fc.array(fc.tuple(fc.nat(200), fc.nat(1)), { maxLength: 4 });
    fc.assert(
      fc.property(logs, deliveries, breakages, (log, plan, breaks) => {
        const broken = new Set(
          breaks.map(([at, which]) => {
            const event = log[at % log.length] as RecordedTripEvent;
            return `${event.id}/${which === 0 ? event.data.tripId : event.type}`;
          }),
        );
        const projection = seeing(broken);
        const documents: Documents<Seen> = new Map();
        const parking = new Parking();
        for (const batch of batchesOf(log, plan)) {
          foldReadings(projection, documents, readingsOf(projection, entriesOf(batch)), parking);
        }
        const present = [...documents].filter(([, each]) => !isGone(each));
        const ids = present.map(([key, each]) => [key, (each as unknown as Seen).ids]);
        const model = expected(projection, log);
        expect(Object.fromEntries(ids)).toEqual(model.documents);
        expect(parking.added.map(({ eventId }) => eventId)).toEqual(model.waiting);
      }),
      { seed: SEED, numRuns: 300 },
    );
  });
});
