import { toBytes } from './bson/convert';
import { Search } from './query/search';
import type { Catalog } from './storage/catalog';
import type { Collection } from './storage/collection';
import type { Index } from './storage/index-state';
import type { Store } from './storage/store';

/** How many documents one sweep of one index removes in one go, so that others are not kept waiting. */
const AT_ONCE = 1_000;

function expireOne(
  store: Store,
  catalog: Catalog,
  collection: Collection,
  index: Index,
  now: number,
): boolean {
  const [field] = index.fields;
  if (!field || !catalog.holds(collection)) return false;
  const before = new Date(now - Number(index.spec.expireAfterSeconds) * 1000);
  const search = new Search(store, collection, toBytes({ [field.path]: { $lt: before } }));
  const expired = [];
  for (const candidate of search.matches()) {
    if (expired.push(candidate) >= AT_ONCE) break;
  }
  for (const { idKey, document } of expired) collection.remove(idKey, document);
  catalog.saveChanges(collection);
  return expired.length === AT_ONCE;
}

/** Removes the documents whose time has come by the TTL indexes. `now` in milliseconds. */
export async function removeExpired(store: Store, catalog: Catalog, now: number): Promise<void> {
  for (const collection of catalog.all()) {
    for (const index of collection.indexes) {
      if (index.spec.expireAfterSeconds === undefined) continue;
      while (await store.write(() => expireOne(store, catalog, collection, index, now)));
    }
  }
}
