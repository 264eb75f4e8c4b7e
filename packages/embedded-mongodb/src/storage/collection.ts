import { MongoError } from '../errors';
import { orderKey } from '../bson/order-key';
import type { Doc } from '../bson/convert';
import type { RawValue } from '../bson/raw';
import { duplicateKeyError } from './duplicate-key';
import type { Index } from './index-state';
import { DOCUMENTS, countKey, entriesRange, entryKey, fitting, isLong, orderKeyOf } from './keys';
import type { Entry, Store } from './store';

export interface Namespace {
  readonly db: string;
  readonly name: string;
}

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
  private storedCount: number;
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
    public count: number,
  ) {
    this.storedCount = count;
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

  /** Throws DuplicateKey, having written nothing. */
  insert(idKey: Buffer, document: Buffer): void {
    const key = entryKey(this.id, DOCUMENTS, idKey);
    if (this.store.has(key)) throw duplicateKeyError(this.ns, { _id: 1 }, '_id_', document);
    this.apply(idKey, this.changes(idKey, undefined, document));
    this.store.put(key, document);
    this.count++;
  }

  /** Throws DuplicateKey, having written nothing. */
  replace(idKey: Buffer, before: Buffer, document: Buffer): void {
    this.apply(idKey, this.changes(idKey, before, document));
    this.store.put(entryKey(this.id, DOCUMENTS, idKey), document);
  }

  remove(idKey: Buffer, before: Buffer): void {
    this.apply(idKey, this.changes(idKey, before, undefined));
    this.store.remove(entryKey(this.id, DOCUMENTS, idKey));
    this.count--;
  }

  /** Enters every document into a new index; throws DuplicateKey or CannotIndexParallelArrays half way. */
  fill(index: Index): void {
    for (const { key, value } of this.documents()) {
      const idKey = orderKeyOf(key);
      this.apply(idKey, [this.change(index, idKey, undefined, value)]);
    }
  }

  /** Writes the number of documents beside them, so that counting needs no scan after a restart. */
  saveCount(): void {
    if (this.count === this.storedCount) return;
    const value = Buffer.alloc(8);
    value.writeDoubleBE(this.count);
    this.store.put(countKey(this.id), value);
    this.storedCount = this.count;
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

/** MongoDB's limits on names (https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions). */
export function checkNamespace({ db, name }: Namespace): void {
  const badDb = db === '' || db.length > 63 || /[/\\. "$\0]/.test(db);
  const badName = name === '' || name.startsWith('.') || /[$\0]/.test(name);
  if (badDb || badName || db.length + name.length > 254) {
    throw new MongoError('InvalidNamespace', `Invalid namespace specified '${db}.${name}'`);
  }
}
