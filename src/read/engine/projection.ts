import type { DomainEvent, Recorded } from '../../shared/events/event';
import type { RecordedCityEvent } from '../../shared/events/city.events';
import { formatPosition } from '../../shared/kernel/log-position';
import type { AllowedDifference } from './rebuild/allowed-differences';

/**
 * A read model as data: which documents an event touches, and what it makes of each. Pure, so that one projector can
 * fold any of them live, in bulk, in a test, or for a single rider's screen.
 */
export interface Projection<D extends object, E extends RecordedCityEvent = RecordedCityEvent> {
  /** Names the read model and begins the names of its collections. */
  readonly name: string;
  /** Grows with every change of what the documents hold; the read model is then rebuilt. */
  readonly version: number;
  /** What this version changes on purpose: a rebuild may differ from the live documents so, and not otherwise. */
  readonly changes?: readonly AllowedDifference[];
  /** The file that declares it (`__filename`): with all that it imports, it is the projection's code. */
  readonly module: string;
  /** The categories of the streams that it reads: `trip` stands for every `trip-…`. */
  readonly reads: readonly string[];
  readonly indexes: readonly Readonly<Record<string, 1 | -1>>[];
  /** The documents that an event touches, by `_id`; none when it says nothing here. */
  keysOf(this: void, event: E): readonly string[];
  /**
   * The document after the event: undefined while there is none, or from now on none. Sees each event once, in the
   * order of the log.
   */
  evolve(this: void, document: D | undefined, event: E, key: string): D | undefined;
}

/** What the projector adds: the key, and the last event that the document reflects. */
export interface Stamp {
  readonly _id: string;
  readonly _at: string;
}

export type Stamped<D extends object> = D & Stamp;

/** What a deleted document leaves behind, so that no event from before its end brings it back. */
export interface Tombstone extends Stamp {
  readonly _gone: true;
}

/** What a collection holds under a key. */
export type Kept<D extends object> = Stamped<D> | Tombstone;

export function isGone(kept: Stamp): kept is Tombstone {
  return '_gone' in kept;
}

/** Where an event stands, its part included, in a form whose text order is the log's order. */
export function stampOf({
  position,
  part,
}: Pick<Recorded<DomainEvent>, 'position' | 'part'>): string {
  return stampAt(formatPosition(position), part);
}

/** The same, of a position that was put into text already: that costs more than all else. */
export function stampAt(position: string, part: number): string {
  return part < 10 ? `${position}/0${part}` : `${position}/${part}`;
}

/** The document as it is shown: without the projector's marks. */
export function withoutStamp<D extends Stamp>({ _id, _at, ...document }: D): Omit<D, keyof Stamp> {
  return document;
}
