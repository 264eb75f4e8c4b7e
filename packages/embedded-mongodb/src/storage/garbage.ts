import { GARBAGE, WHOLE_COLLECTION, entriesRange, garbageIn, garbageKey, garbageOf } from './keys';
import type { Store } from './store';

const AT_ONCE = 100;

/**
 * What dropped collections and indexes leave behind: dropping notes it, and it is freed later, some at a time, also
 * after a restart. Changes only within Store.write().
 */
export class Garbage {
  constructor(private readonly store: Store) {}

  add(collection: number, index = WHOLE_COLLECTION): void {
    this.store.put(garbageKey(collection, index), Buffer.from([0]));
  }

  /** The dropped indexes of a collection that still have entries: their numbers are taken. */
  indexesOf(collection: number): number[] {
    return this.store.keys(...garbageOf(collection), Infinity).map((key) => garbageIn(key).index);
  }

  /** Frees space for about so many milliseconds; false when nothing is left to free. */
  sweep(forMs: number): boolean {
    const until = performance.now() + forMs;
    do {
      const [key] = this.store.keys(...GARBAGE, 1);
      if (!key) return false;
      if (!this.removeSome(key)) this.store.remove(key);
    } while (performance.now() < until);
    return true;
  }

  /** Whether there may be more. */
  private removeSome(garbage: Buffer): boolean {
    const { collection, index } = garbageIn(garbage);
    const range = entriesRange(collection, index === WHOLE_COLLECTION ? undefined : index);
    const found = this.store.keys(...range, AT_ONCE);
    for (const key of found) this.store.remove(key);
    return found.length === AT_ONCE;
  }
}
