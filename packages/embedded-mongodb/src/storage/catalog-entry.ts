import { Int32, UUID } from 'bson';
import { MongoError } from '../errors';
import { toBytes, toDoc, toTypedDoc, type Doc } from '../bson/convert';
import { Collection } from './collection';
import { Index, type Accepts, type StoredIndex } from './index-state';
import { CATALOG, DOCUMENTS, countKey } from './keys';
import type { Namespace } from './namespace';
import type { Store } from './store';

const ID_INDEX: Doc = { v: new Int32(2), key: { _id: new Int32(1) }, name: '_id_' };

/** Turns a partial index's filter into a test of document bytes. */
export type CompileFilter = (filter: Doc) => Accepts;

/** Turns a collection's options into the check of its documents. */
export type CompileValidation = (options: Doc) => Collection['check'];

/** A collection without documents. */
export function fresh(store: Store, id: number, namespace: Namespace, options: Doc): Collection {
  const primary = new Index(DOCUMENTS, ID_INDEX, undefined);
  return new Collection(store, id, namespace, options, primary, [], 0);
}

/** An index that has no entries yet; the numbers in `taken` are those of others that still have some. */
export function freshIndex(
  collection: Collection,
  spec: Doc,
  compile: CompileFilter,
  taken: readonly number[] = [],
): Index {
  const used = [...collection.indexes.map((index) => index.id), ...taken];
  const filter = spec.partialFilterExpression as Doc | undefined;
  return new Index(Math.max(0, ...used) + 1, spec, filter && compile(filter));
}

/** A collection without documents that has the name, options and indexes of another. */
export function freshLike(
  store: Store,
  id: number,
  other: Collection,
  compile: CompileFilter,
): Collection {
  const collection = fresh(store, id, other.namespace, { ...other.options, uuid: new UUID() });
  collection.check = other.check;
  for (const { spec } of other.indexes) {
    collection.indexes = [...collection.indexes, freshIndex(collection, spec, compile)];
  }
  return collection;
}

/** How a collection is kept in the catalogue (stored format: raise FORMAT in data-directory.ts with any change). */
export function entryOf(collection: Collection): Buffer {
  const { db, name } = collection.namespace;
  const indexes = [collection.primary, ...collection.indexes].map((index) => index.stored());
  return toBytes({ db, name, options: collection.options, indexes });
}

/** The collection of a catalogue entry. */
function restored(
  store: Store,
  id: number,
  stored: Buffer,
  compile: CompileFilter,
  validation: CompileValidation,
): Collection {
  const plain = toDoc(stored);
  const typed = toTypedDoc(stored);
  const namespace = { db: String(plain.db), name: String(plain.name) };
  const indexes = (plain.indexes as StoredIndex[]).map((index, i) => {
    const { spec } = (typed.indexes as StoredIndex[])[i] as StoredIndex;
    const filter = spec.partialFilterExpression as Doc | undefined;
    return new Index(index.id, spec, filter && compile(filter), index);
  });
  const [primary, ...others] = indexes;
  if (!primary) throw new MongoError('InternalError', `catalogue entry ${id} has no _id index`);
  const count = store.get(countKey(id))?.readDoubleBE() ?? 0;
  const options = typed.options as Doc;
  const collection = new Collection(store, id, namespace, options, primary, others, count);
  collection.check = validation((options.options ?? {}) as Doc);
  return collection;
}

/** All collections of the catalogue. */
export function* stored(
  store: Store,
  compile: CompileFilter,
  validation: CompileValidation,
): Generator<Collection, void, undefined> {
  for (const { key, value } of store.range(...CATALOG)) {
    yield restored(store, key.readUInt32BE(1), value, compile, validation);
  }
}
