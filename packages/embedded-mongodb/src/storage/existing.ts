import { MongoError } from '../errors';
import type { Catalog } from './catalog';
import type { Collection } from './collection';
import type { Namespace } from './namespace';

/** The collection, or NamespaceNotFound. */
export function existing(catalog: Catalog, namespace: Namespace): Collection {
  const found = catalog.find(namespace);
  if (!found) {
    throw new MongoError('NamespaceNotFound', `ns not found ${namespace.db}.${namespace.name}`);
  }
  return found;
}
