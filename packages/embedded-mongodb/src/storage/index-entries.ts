import type { Doc } from '../bson/convert';
import { duplicateKeyError } from './duplicate-key';
import type { Index } from './index-state';
import { entriesRange, entryKey } from './keys';
import type { Store } from './store';

/** The keys that an index gains and loses by one write. */
interface IndexChange {
  readonly index: Index;
  readonly added: Buffer[];
  readonly removed: Buffer[];
}

/** The collection, as far as its indexes have to know of it. */
interface Indexed {
  readonly id: number;
  readonly ns: string;
  readonly indexes: readonly Index[];
  /** Set when an index has learned something about its keys that has to be kept. */
  dirty: boolean;
}

function without(keys: Buffer[], others: Buffer[]): Buffer[] {
  if (others.length === 0 || keys.length === 0) return keys;
  return keys.filter((key) => !others.some((other) => other.equals(key)));
}

/** What the documents of one collection have in its indexes. Writes only within Store.write(). */
export class IndexEntries {
  private readonly learned = () => {
    this.collection.dirty = true;
  };

  constructor(
    private readonly store: Store,
    private readonly collection: Indexed,
  ) {}

  /** What a write changes in the indexes, which is nothing yet. Throws DuplicateKey or CannotIndexParallelArrays. */
  changes(idKey: Buffer, before?: Buffer, after?: Buffer): IndexChange[] {
    const { indexes } = this.collection;
    const touched =
      before && after ? indexes.filter((index) => !index.isUntouched(before, after)) : indexes;
    return touched.map((index) => this.change(index, idKey, before, after));
  }

  apply(idKey: Buffer, changes: readonly IndexChange[]): void {
    for (const { index, added, removed } of changes) {
      for (const key of removed) this.store.remove(this.entry(index, key, idKey));
      for (const key of added) this.store.put(this.entry(index, key, idKey), idKey);
    }
  }

  /** Enters one document into a new index. Throws DuplicateKey or CannotIndexParallelArrays. */
  enter(index: Index, idKey: Buffer, document: Buffer): void {
    this.apply(idKey, [this.change(index, idKey, undefined, document)]);
  }

  /** How many keys a document has in an index, and how many of them are not there. */
  lookUp(index: Index, idKey: Buffer, document: Buffer): [number, number] {
    const keys = index.keysOf(document, this.learned);
    const missing = keys.filter((key) => {
      const holder = this.store.get(this.entry(index, key, idKey));
      return !holder?.equals(idKey);
    });
    return [keys.length, missing.length];
  }

  count(index: Index): number {
    return this.store.count(...entriesRange(this.collection.id, index.id));
  }

  /** The bytes of an index's keys. */
  bytes(index: Index): number {
    let bytes = 0;
    const range = entriesRange(this.collection.id, index.id);
    for (const { key } of this.store.range(...range)) bytes += key.length;
    return bytes;
  }

  private change(index: Index, idKey: Buffer, before?: Buffer, after?: Buffer): IndexChange {
    const old = before ? index.keysOf(before, this.learned) : [];
    const fresh = after ? index.keysOf(after, this.learned) : [];
    const added = without(fresh, old);
    if (index.unique && after) this.checkUnique(index, added, idKey, after);
    return { index, added, removed: without(old, fresh) };
  }

  private checkUnique(index: Index, keys: Buffer[], idKey: Buffer, document: Buffer): void {
    const { id, ns } = this.collection;
    for (const key of keys) {
      const holder = this.store.get(entryKey(id, index.id, key));
      if (holder && !holder.equals(idKey)) {
        throw duplicateKeyError(ns, index.spec.key as Doc, index.name, document, index);
      }
    }
  }

  private entry(index: Index, key: Buffer, idKey: Buffer): Buffer {
    return entryKey(this.collection.id, index.id, key, index.unique ? undefined : idKey);
  }
}
