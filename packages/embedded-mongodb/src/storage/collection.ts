import { orderKey } from '../bson/order-key';
import type { Doc } from '../bson/convert';
import type { RawValue } from '../bson/raw';
import { DocumentCount } from './document-count';
import { duplicateKeyError } from './duplicate-key';
import type { Index } from './index-state';
import { DOCUMENTS, countKey, entriesRange, entryKey, fitting, isLong, orderKeyOf } from './keys';
import type { Namespace } from './namespace';
import type { Entry } from './entry';
import type { Store } from './store';

/** The keys that an index gains and loses by one write. */
interface IndexChange {
  readonly index: Index;
  readonly added: Buffer[];
  readonly removed: Buffer[];
}

const READ_AT_ONCE = 1_000;

function without(keys: Buffer[], others: Buffer[]): Buffer[] {
  if (others.length === 0 || keys.length === 0) return keys;
  return keys.filter((key) => !others.some((other) => other.equals(key)));
}

/** The documents of one collection, by `_id`, and their entries in its indexes. Writes only within Store.write(). */
export class Collection {
  /** Set when the catalogue entry has to be written along with the data. */
  dirty = false;
  /** The catalogue's version since which its name and indexes are as they are. */
  changedAt = 0;
  /** Refuses what the collection's validator does not accept. */
  check: ((document: Buffer, before?: Buffer) => void) | undefined;
  private readonly size: DocumentCount;
  private readonly learned = () => {
    this.dirty = true;
  };

  constructor(
    private readonly store: Store,
    readonly id: number,
    public namespace: Namespace,
    readonly options: Doc,
    /** The documents themselves, in the order of their `_id`. */
    readonly primary: Index,
    public indexes: readonly Index[],
    count: number,
  ) {
    this.size = new DocumentCount(store, count);
  }

  get count(): number {
    return this.size.value;
  }

  set count(value: number) {
    this.size.value = value;
  }

  get ns(): string {
    return `${this.namespace.db}.${this.namespace.name}`;
  }

  idKey(id: RawValue): Buffer {
    const key = orderKey(id);
    if (isLong(key) && !this.primary.longKeys) {
      this.primary.longKeys = true;
      this.dirty = true;
    }
    return fitting(key);
  }

  get(idKey: Buffer): Buffer | undefined {
    return this.store.get(entryKey(this.id, DOCUMENTS, idKey));
  }

  /**
   * All documents in the order of their `_id`. They are read some at a time, with no read left open in between: so they
   * may be written meanwhile, and never are all in memory.
   */
  *documents(): Generator<Entry, void, undefined> {
    const [first, to] = entriesRange(this.id, DOCUMENTS);
    let from = first;
    for (;;) {
      const some = this.store.some(from, to, READ_AT_ONCE);
      yield* some;
      const last = some.at(-1);
      if (!last || some.length < READ_AT_ONCE) return;
      from = Buffer.concat([last.key, Buffer.alloc(1)]);
    }
  }

  /** How many documents there are; a transaction counts those of its snapshot. */
  countAll(): number {
    return this.store.view ? this.store.count(...entriesRange(this.id, DOCUMENTS)) : this.count;
  }

  /** Throws DuplicateKey, having written nothing. */
  insert(idKey: Buffer, document: Buffer): void {
    const key = entryKey(this.id, DOCUMENTS, idKey);
    if (this.store.has(key)) throw duplicateKeyError(this.ns, { _id: 1 }, '_id_', document);
    this.check?.(document);
    this.apply(idKey, this.changes(idKey, undefined, document));
    this.store.put(key, document);
    this.size.grow(1);
  }

  /** Throws DuplicateKey, having written nothing. */
  replace(idKey: Buffer, before: Buffer, document: Buffer): void {
    this.check?.(document, before);
    this.apply(idKey, this.changes(idKey, before, document));
    this.store.put(entryKey(this.id, DOCUMENTS, idKey), document);
  }

  remove(idKey: Buffer, before: Buffer): void {
    this.apply(idKey, this.changes(idKey, before, undefined));
    this.store.remove(entryKey(this.id, DOCUMENTS, idKey));
    this.size.grow(-1);
  }

  /** Enters every document into a new index; throws DuplicateKey or CannotIndexParallelArrays half way. */
  fill(index: Index): void {
    for (const { key, value } of this.documents()) {
      const idKey = orderKeyOf(key);
      this.apply(idKey, [this.change(index, idKey, undefined, value)]);
    }
  }

  *candidates(): Generator<{ idKey: Buffer; document: Buffer }, void, undefined> {
    for (const { key, value } of this.documents())
      yield { idKey: orderKeyOf(key), document: value };
  }

  /** How many keys a document has in an index, and how many of them are not there. */
  lookUp(index: Index, idKey: Buffer, document: Buffer): [number, number] {
    const keys = index.keysOf(document, this.learned);
    const missing = keys.filter((key) => {
      const holder = this.store.get(this.indexEntry(index, key, idKey));
      return !holder?.equals(idKey);
    });
    return [keys.length, missing.length];
  }

  entryCount(index: Index): number {
    return this.store.count(...entriesRange(this.id, index.id));
  }

  indexBytes(index: Index): number {
    let bytes = 0;
    for (const { key } of this.store.range(...entriesRange(this.id, index.id))) bytes += key.length;
    return bytes;
  }

  /** Writes the number of documents beside them, so that counting needs no scan after a restart. */
  saveCount(): void {
    this.size.save(countKey(this.id));
  }

  private changes(idKey: Buffer, before?: Buffer, after?: Buffer): IndexChange[] {
    return this.indexes.map((index) => this.change(index, idKey, before, after));
  }

  private change(index: Index, idKey: Buffer, before?: Buffer, after?: Buffer): IndexChange {
    const old = before ? index.keysOf(before, this.learned) : [];
    const fresh = after ? index.keysOf(after, this.learned) : [];
    const added = without(fresh, old);
    if (index.unique && after) this.checkUnique(index, added, idKey, after);
    return { index, added, removed: without(old, fresh) };
  }

  private checkUnique(index: Index, keys: Buffer[], idKey: Buffer, document: Buffer): void {
    for (const key of keys) {
      const holder = this.store.get(entryKey(this.id, index.id, key));
      if (holder && !holder.equals(idKey)) {
        throw duplicateKeyError(this.ns, index.spec.key as Doc, index.name, document, index);
      }
    }
  }

  private apply(idKey: Buffer, changes: readonly IndexChange[]): void {
    for (const { index, added, removed } of changes) {
      for (const key of removed) this.store.remove(this.indexEntry(index, key, idKey));
      for (const key of added) this.store.put(this.indexEntry(index, key, idKey), idKey);
    }
  }

  private indexEntry(index: Index, key: Buffer, idKey: Buffer): Buffer {
    return entryKey(this.id, index.id, key, index.unique ? undefined : idKey);
  }
}
