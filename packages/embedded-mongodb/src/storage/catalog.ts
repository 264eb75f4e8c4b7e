import { Int32, UUID } from 'bson';
import { MongoError } from '../errors';
import { toBytes, toTypedDoc, toDoc, type Doc } from '../bson/convert';
import { Collection, checkNamespace, type Namespace } from './collection';
import { Index, type Accepts, type StoredIndex } from './index-state';
import * as keys from './keys';
import type { Store } from './store';

const ID_INDEX: Doc = { v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' };
const WHOLE_COLLECTION = 0xffff;

/** Turns a partial index's filter into a test of document bytes. */
export type CompileFilter = (filter: Doc) => Accepts;

/** Which collections there are, by name. Changes only within Store.write(). */
export class Catalog {
  private collections = new Map<string, Collection>();
  private nextId = 1;

  constructor(
    private readonly store: Store,
    private readonly compile: CompileFilter,
  ) {
    this.load();
    store.onCommitFailure = () => this.load();
  }

  /** Stands in for a collection that is not there yet, so that its queries are still checked. */
  get placeholder(): Collection {
    const index = new Index(keys.DOCUMENTS, ID_INDEX, undefined);
    return new Collection(this.store, 0, { db: '', name: '' }, {}, index, [], 0);
  }

  checkName(namespace: Namespace): void {
    checkNamespace(namespace);
  }

  /** Takes back ensure() of a write that is undone. */
  forget(collection: Collection): void {
    this.collections.delete(collection.ns);
  }

  find(namespace: Namespace): Collection | undefined {
    return this.collections.get(`${namespace.db}.${namespace.name}`);
  }

  /** Whether this very collection is still there (it may have been dropped since it was looked up). */
  holds(collection: Collection): boolean {
    return this.collections.get(collection.ns) === collection;
  }

  all(): Collection[] {
    return [...this.collections.values()];
  }

  inDatabase(db: string): Collection[] {
    return this.all().filter((collection) => collection.namespace.db === db);
  }

  /** The collection of that name, made when it is not there. Throws InvalidNamespace. */
  ensure(namespace: Namespace, options: Doc = {}): Collection {
    const existing = this.find(namespace);
    if (existing) return existing;
    checkNamespace(namespace);
    const id = this.nextId++;
    const collection = new Collection(
      this.store,
      id,
      namespace,
      { uuid: new UUID(), options },
      new Index(keys.DOCUMENTS, ID_INDEX, undefined),
      [],
      0,
    );
    this.collections.set(collection.ns, collection);
    this.store.put(keys.NEXT_COLLECTION_ID, toBytes({ next: this.nextId }));
    this.save(collection);
    return collection;
  }

  drop(collection: Collection): void {
    this.collections.delete(collection.ns);
    this.store.remove(keys.catalogKey(collection.id));
    this.store.remove(keys.countKey(collection.id));
    this.discard(collection.id, WHOLE_COLLECTION);
  }

  rename(collection: Collection, to: Namespace): void {
    checkNamespace(to);
    this.collections.delete(collection.ns);
    collection.namespace = to;
    this.collections.set(collection.ns, collection);
    this.save(collection);
  }

  newIndex(collection: Collection, spec: Doc): Index {
    const used = collection.indexes.map((index) => index.id);
    const filter = spec.partialFilterExpression as Doc | undefined;
    return new Index(Math.max(0, ...used) + 1, spec, filter && this.compile(filter));
  }

  addIndex(collection: Collection, index: Index): void {
    collection.indexes = [...collection.indexes, index];
    this.save(collection);
  }

  /** An index is emptied at once: its number may be used again. */
  dropIndex(collection: Collection, index: Index): void {
    collection.indexes = collection.indexes.filter((other) => other !== index);
    const [from, to] = keys.entriesRange(collection.id, index.id);
    this.removeSome(from, to, Infinity);
    this.save(collection);
  }

  /** Writes what a command changed about a collection beside its documents. */
  saveChanges(collection: Collection): void {
    if (!this.holds(collection)) return;
    if (collection.dirty) this.save(collection);
    collection.saveCount();
  }

  /** Frees some of the space of dropped collections; false when nothing is left to free. */
  sweep(atMost: number): boolean {
    const [from, to] = keys.GARBAGE;
    const [key] = this.store.keys(from, to, 1);
    if (!key) return false;
    const [first, last] = keys.entriesRange(key.readUInt32BE(1));
    if (!this.removeSome(first, last, atMost)) this.store.remove(key);
    return true;
  }

  private removeSome(from: Buffer, to: Buffer, atMost: number): boolean {
    const found = this.store.keys(from, to, Math.min(atMost, 0x7fffffff));
    for (const key of found) this.store.remove(key);
    return found.length === atMost;
  }

  private discard(collection: number, index: number): void {
    this.store.put(keys.garbageKey(collection, index), Buffer.from([0]));
  }

  private save(collection: Collection): void {
    const { db, name } = collection.namespace;
    const indexes = [collection.primary, ...collection.indexes].map((index) => index.stored());
    this.store.put(
      keys.catalogKey(collection.id),
      toBytes({ db, name, options: collection.options, indexes }),
    );
    collection.dirty = false;
  }

  private load(): void {
    this.collections = new Map();
    const next = this.store.get(keys.NEXT_COLLECTION_ID);
    this.nextId = next ? Number(toDoc(next).next) : 1;
    for (const { key, value } of this.store.range(...keys.CATALOG)) {
      const collection = this.restore(key.readUInt32BE(1), value);
      this.collections.set(collection.ns, collection);
    }
  }

  private restore(id: number, stored: Buffer): Collection {
    const plain = toDoc(stored);
    const typed = toTypedDoc(stored);
    const namespace = { db: String(plain.db), name: String(plain.name) };
    const indexes = (plain.indexes as StoredIndex[]).map((index, i) => {
      const { spec } = (typed.indexes as StoredIndex[])[i] as StoredIndex;
      const filter = spec.partialFilterExpression as Doc | undefined;
      return new Index(index.id, spec, filter && this.compile(filter), index);
    });
    const [primary, ...others] = indexes;
    if (!primary) throw new MongoError('InternalError', `catalogue entry ${id} has no _id index`);
    const count = this.store.get(keys.countKey(id))?.readDoubleBE() ?? 0;
    return new Collection(this.store, id, namespace, typed.options as Doc, primary, others, count);
  }
}

/** The collection, or NamespaceNotFound. */
export function existing(catalog: Catalog, namespace: Namespace): Collection {
  const found = catalog.find(namespace);
  if (!found) {
    throw new MongoError('NamespaceNotFound', `ns not found ${namespace.db}.${namespace.name}`);
  }
  return found;
}
