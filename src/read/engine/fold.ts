import type { RecordedTripEvent } from '../../shared/events/trip.events';
import { stampOf, type Projection, type Stamped } from './projection';

/** The documents at hand, by key; a key without an entry has no document yet. */
export type Documents<D extends object> = Map<string, Stamped<D>>;

/** Every key that some of the events touch. */
export function keysTouched<D extends object>(
  { keysOf }: Projection<D>,
  events: readonly RecordedTripEvent[],
): string[] {
  return [...new Set(events.flatMap((event) => keysOf(event)))];
}

/**
 * Folds events, in the order of the log, into the documents and answers with the keys that changed. An event that a
 * document reflects already is passed over, so a batch delivered twice changes nothing.
 */
export function foldInto<D extends object>(
  { keysOf, evolve }: Projection<D>,
  documents: Documents<D>,
  events: readonly RecordedTripEvent[],
): Set<string> {
  const changed = new Set<string>();
  for (const event of events) {
    const keys = keysOf(event);
    if (keys.length === 0) continue;
    const at = stampOf(event);
    for (const key of keys) {
      const document = documents.get(key);
      if (document && document._at >= at) continue;
      const next = evolve(document, event, key);
      if (!next) continue;
      documents.set(key, { ...next, _id: key, _at: at });
      changed.add(key);
    }
  }
  return changed;
}
