import type { RecordedCityEvent } from '../../shared/events/city.events';
import { categoryOf, type LogEntry } from '../../shared/event-store/log-entry';
import type { Parking } from './dead-letters/parking';
import { isGone, stampAt, type Kept, type Projection } from './projection';

/** The documents at hand, by key; a key without an entry has no document yet. */
export type Documents<D extends object> = Map<string, Kept<D>>;

/** What one entry of the log says to a projection. */
export interface Reading {
  readonly entry: LogEntry;
  readonly touches: readonly {
    readonly event: RecordedCityEvent;
    readonly keys: readonly string[];
  }[];
  /** Why nobody can tell which documents the entry touches. */
  readonly failure?: unknown;
}

/** Reads the entries as the projection sees them; what says nothing to it is left out. */
export function readingsOf<D extends object>(
  { reads, keysOf }: Projection<D>,
  entries: readonly LogEntry[],
): Reading[] {
  const readings: Reading[] = [];
  for (const entry of entries) {
    if (!reads.includes(entry.category)) continue;
    try {
      const events = entry.events as readonly RecordedCityEvent[];
      const touches = events.map((event) => ({ event, keys: keysOf(event) }));
      if (touches.some(({ keys }) => keys.length > 0)) readings.push({ entry, touches });
    } catch (failure) {
      readings.push({ entry, touches: [], failure });
    }
  }
  return readings;
}

/** The documents of a projection that an event touches; none when it does not read such streams. */
export function keysIn<D extends object>(
  { reads, keysOf }: Projection<D>,
  event: RecordedCityEvent,
): readonly string[] {
  return reads.includes(categoryOf(event.stream)) ? keysOf(event) : [];
}

/** Every key that some of the readings touch. */
export function keysTouched(readings: readonly Reading[]): string[] {
  const touched = new Set<string>();
  for (const { touches } of readings) {
    for (const { keys } of touches) for (const key of keys) touched.add(key);
  }
  return [...touched];
}

/**
 * Folds readings, in the order of the log, into the documents and answers with the keys that changed. An event that a
 * document reflects already is passed over, so a batch delivered twice changes nothing. What cannot be folded is parked,
 * and whatever comes later for the same document behind it.
 */
export function foldReadings<D extends object>(
  projection: Projection<D>,
  documents: Documents<D>,
  readings: readonly Reading[],
  parking: Parking,
): Set<string> {
  const changed = new Set<string>();
  for (const reading of readings) {
    if (parking.skips(reading.entry)) continue;
    if (reading.failure !== undefined) parking.parkStream(reading.entry, reading.failure);
    else foldReading(projection, documents, reading, parking, changed);
  }
  return changed;
}

function foldReading<D extends object>(
  projection: Projection<D>,
  documents: Documents<D>,
  { entry, touches }: Reading,
  parking: Parking,
  changed: Set<string>,
): void {
  const waiting = new Map<string, unknown>();
  for (const { event, keys } of touches) {
    const stamp = stampAt(entry.at, event.part);
    for (const key of keys) {
      if (waiting.has(key)) continue;
      if (parking.holds(entry, key)) {
        waiting.set(key, undefined);
        continue;
      }
      try {
        if (foldEvent(projection, documents, event, key, stamp)) changed.add(key);
      } catch (error) {
        waiting.set(key, error);
      }
    }
  }
  if (waiting.size > 0) parking.park(entry, waiting);
}

/**
 * Folds one event into one document; false when that leaves it as it was.
 * @param at the event's stamp
 * @throws whatever the projection throws
 */
export function foldEvent<D extends object>(
  { evolve }: Projection<D>,
  documents: Documents<D>,
  event: RecordedCityEvent,
  key: string,
  at: string,
): boolean {
  const before = documents.get(key);
  if (before && before._at >= at) return false;
  const next = evolve(before && !isGone(before) ? before : undefined, event, key);
  // The key first, where the database would move it to.
  if (next) documents.set(key, { _id: key, ...next, _at: at });
  else if (before && !isGone(before)) documents.set(key, { _id: key, _at: at, _gone: true });
  else return false;
  return true;
}
