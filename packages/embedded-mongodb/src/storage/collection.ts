import { orderKeyAfter } from '../bson/order-key';
import type { Doc } from '../bson/convert';
import type { RawValue } from '../bson/raw';
import { DocumentCount } from './document-count';
import { duplicateKeyError } from './duplicate-key';
import type { Index } from './index-state';
import { IndexEntries } from './index-entries';
import { DOCUMENTS, countKey, entriesRange, entryKey, fitting, isLong, orderKeyOf } from './keys';
import type { Namespace } from './namespace';
import type { Entry } from './entry';
import type { Store } from './store';

const READ_AT_ONCE = 1_000;

/** The documents of one collection, by `_id`, and their entries in its indexes. Writes only within Store.write(). */
export class Collection {
  /** Set when the catalogue entry has to be written along with the data. */
  dirty = false;
  /** The catalogue's version since which its name and indexes are as they are. */
  changedAt = 0;
  /** Refuses what the collection's validator does not accept. */
  check: ((document: Buffer, before?: Buffer) => void) | undefined;
  readonly entries: IndexEntries;
  private readonly size: DocumentCount;
  private last: { idKey?: Buffer; key: Buffer } = { key: Buffer.alloc(0) };
  private readonly prefix: Buffer;

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
    this.prefix = entryKey(id, DOCUMENTS, Buffer.alloc(0));
    this.entries = new IndexEntries(store, this);
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
    const documentKey = orderKeyAfter(this.prefix, id);
    const key = orderKeyOf(documentKey);
    if (!isLong(key)) {
      this.last = { idKey: key, key: documentKey };
      return key;
    }
    this.dirty ||= !this.primary.longKeys;
    this.primary.longKeys = true;
    return fitting(key);
  }

  get(idKey: Buffer): Buffer | undefined {
    return this.store.get(this.documentKey(idKey));
  }

  /** What is read is often written next: the key is made once. */
  private documentKey(idKey: Buffer): Buffer {
    if (this.last.idKey !== idKey) {
      this.last = { idKey, key: entryKey(this.id, DOCUMENTS, idKey) };
    }
    return this.last.key;
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
    const key = this.documentKey(idKey);
    const duplicate = () => duplicateKeyError(this.ns, { _id: 1 }, '_id_', document);
    let changes: ReturnType<IndexEntries['changes']>;
    try {
      this.check?.(document);
      changes = this.entries.changes(idKey, undefined, document);
    } catch (error) {
      throw this.store.has(key) ? duplicate() : error;
    }
    if (!this.store.putNew(key, document)) throw duplicate();
    this.entries.apply(idKey, changes);
    this.size.grow(1);
  }

  /** Throws DuplicateKey, having written nothing. */
  replace(idKey: Buffer, before: Buffer, document: Buffer): void {
    this.check?.(document, before);
    this.entries.apply(idKey, this.entries.changes(idKey, before, document));
    this.store.put(this.documentKey(idKey), document);
  }

  remove(idKey: Buffer, before: Buffer): void {
    this.entries.apply(idKey, this.entries.changes(idKey, before, undefined));
    this.store.remove(this.documentKey(idKey));
    this.size.grow(-1);
  }

  /** Enters every document into a new index; throws DuplicateKey or CannotIndexParallelArrays half way. */
  fill(index: Index): void {
    for (const { key, value } of this.documents()) {
      const idKey = orderKeyOf(key);
      this.entries.enter(index, idKey, value);
    }
  }

  *candidates(): Generator<{ idKey: Buffer; document: Buffer }, void, undefined> {
    for (const { key, value } of this.documents())
      yield { idKey: orderKeyOf(key), document: value };
  }

  /** Writes the number of documents beside them, so that counting needs no scan after a restart. */
  saveCount(): void {
    this.size.save(countKey(this.id));
  }
}
