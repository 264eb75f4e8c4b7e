import { UUID } from 'bson';
import { toBytes, toDoc, type Doc } from '../bson/convert';
import {
  entryOf,
  fresh,
  freshIndex,
  freshLike,
  stored,
  type CompileFilter,
  type CompileValidation,
} from './catalog-entry';
import type { Collection } from './collection';
import { Garbage } from './garbage';
import type { Index } from './index-state';
import * as keys from './keys';
import { checkNamespace, type Namespace } from './namespace';
import { OwnCollections } from './own-collections';
import type { Store } from './store';

/** Which collections there are, by name. Changes only within Store.write(). */
export class Catalog {
  private collections = new Map<string, Collection>();
  private nextId = 1;
  private readonly own: OwnCollections;
  /** The space of dropped collections and indexes. */
  readonly garbage: Garbage;
  /** Counts the changes of names and indexes. */
  version = 0;

  constructor(
    private readonly store: Store,
    private readonly compile: CompileFilter,
    private readonly validation: CompileValidation,
  ) {
    this.own = new OwnCollections(store);
    this.garbage = new Garbage(store);
    this.reload();
  }

  /** Stands in for a collection that is not there yet, so that its queries are still checked. */
  get placeholder(): Collection {
    return fresh(this.store, 0, { db: '', name: '' }, {});
  }

  /** Takes back ensure() of a write that is undone. */
  forget(collection: Collection): void {
    this.collections.delete(collection.ns);
  }

  find(namespace: Namespace): Collection | undefined {
    const ns = `${namespace.db}.${namespace.name}`;
    const { view } = this.store;
    const found = this.own.find(ns) ?? this.collections.get(ns);
    if (view && found) view.use(found.id, found.changedAt);
    return found;
  }

  /** Whether the transaction that is being served has made it. */
  isOwn(collection: Collection): boolean {
    return this.own.find(collection.ns) === collection;
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
    const collection = fresh(this.store, id, namespace, { uuid: new UUID(), options });
    collection.check = this.validation(options);
    const isOwn = this.own.add(collection, this.collections, () => this.add(collection));
    if (!isOwn) this.add(collection);
    return collection;
  }

  private add(collection: Collection): void {
    this.collections.set(collection.ns, collection);
    this.store.undoable(() => this.collections.delete(collection.ns));
    this.changed(collection);
    this.store.put(keys.NEXT_COLLECTION_ID, toBytes({ next: this.nextId }));
    this.save(collection);
  }

  private changed(collection: Collection): void {
    collection.changedAt = ++this.version;
  }

  /** To be called before the shape of collections is changed: that waits for the transactions that use them. */
  refuseInUse(collections: readonly Collection[]): void {
    for (const { id } of collections) this.store.refuseInUse(id);
  }

  drop(collection: Collection): void {
    this.refuseInUse([collection]);
    this.collections.delete(collection.ns);
    this.store.remove(keys.catalogKey(collection.id));
    this.store.remove(keys.countKey(collection.id));
    this.garbage.add(collection.id);
  }

  /** One without documents that has the name, options and indexes of another, and may replace it. */
  emptyLike(other: Collection): Collection {
    return freshLike(this.store, this.nextId++, other, this.compile);
  }

  /** Puts one collection in the place of another, which is dropped. */
  replace(other: Collection, by: Collection): void {
    this.drop(other);
    this.add(by);
  }

  rename(collection: Collection, to: Namespace): void {
    checkNamespace(to);
    this.store.refuseInUse(collection.id);
    this.changed(collection);
    this.collections.delete(collection.ns);
    collection.namespace = to;
    this.collections.set(collection.ns, collection);
    this.save(collection);
  }

  /** Sets some of a collection's options. */
  setOptions(collection: Collection, changes: Doc): void {
    const options = { ...(collection.options.options as Doc | undefined), ...changes };
    collection.check = this.validation(options);
    collection.options.options = options;
    this.save(collection);
  }

  newIndex(collection: Collection, spec: Doc): Index {
    this.store.refuseInUse(collection.id);
    return freshIndex(collection, spec, this.compile, this.garbage.indexesOf(collection.id));
  }

  addIndex(collection: Collection, index: Index): void {
    collection.indexes = [...collection.indexes, index];
    if (this.isOwn(collection)) return;
    this.changed(collection);
    this.save(collection);
  }

  /** Its entries are garbage from then on. */
  dropIndex(collection: Collection, index: Index): void {
    this.store.refuseInUse(collection.id);
    this.changed(collection);
    collection.indexes = collection.indexes.filter((other) => other !== index);
    this.garbage.add(collection.id, index.id);
    this.save(collection);
  }

  /** Writes what a command changed about a collection beside its documents. */
  saveChanges(collection: Collection): void {
    this.store.view?.onCommit.push(() => this.saveChanges(collection));
    if (this.store.view || !this.holds(collection)) return;
    if (collection.dirty) this.save(collection);
    collection.saveCount();
  }

  private save(collection: Collection): void {
    this.store.put(keys.catalogKey(collection.id), entryOf(collection));
    collection.dirty = false;
    this.store.undoable(() => {
      collection.dirty = true;
    });
  }

  /** Reads again what is on disk. */
  reload(): void {
    this.collections = new Map();
    const next = this.store.get(keys.NEXT_COLLECTION_ID);
    this.nextId = next ? Number(toDoc(next).next) : 1;
    for (const collection of stored(this.store, this.compile, this.validation)) {
      this.collections.set(collection.ns, collection);
    }
  }
}
