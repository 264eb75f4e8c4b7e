import { GARBAGE, entriesRange, garbageKey } from './keys';
import type { Store } from './store';

const WHOLE_COLLECTION = 0xffff;

/** What dropped collections leave behind. Changes only within Store.write(). */
export class Garbage {
  constructor(private readonly store: Store) {}

  add(collection: number): void {
    this.store.put(garbageKey(collection, WHOLE_COLLECTION), Buffer.from([0]));
  }

  /** Frees some of the space of dropped collections; false when nothing is left to free. */
  sweep(atMost: number): boolean {
    const [from, to] = GARBAGE;
    const [key] = this.store.keys(from, to, 1);
    if (!key) return false;
    const [first, last] = entriesRange(key.readUInt32BE(1));
    if (!this.remove(first, last, atMost)) this.store.remove(key);
    return true;
  }

  /** Removes entries; whether there may be more. */
  remove(from: Buffer, to: Buffer, atMost: number): boolean {
    const found = this.store.keys(from, to, Math.min(atMost, 0x7fffffff));
    for (const key of found) this.store.remove(key);
    return found.length === atMost;
  }
}
