import { MongoError } from '../errors';
import { identity, isDoc } from '../bson/compare';
import { toTypedDoc, toBytes, type Doc } from '../bson/convert';
import type { DatabaseNode } from '../node';
import { ListStream } from '../query/find';
import { existing } from '../storage/existing';
import type { Collection } from '../storage/collection';
import type { Index } from '../storage/index-state';
import { namespaceOf, type Command, type Commands } from './command';
import { firstBatch } from './find';
import { batchSizeOf } from './options';
import { isThere, readSpec, refuseIndex } from './index-specs';

const MOST_INDEXES = 64;

function createOne(node: DatabaseNode, collection: Collection, spec: Doc): void {
  const read = readSpec(spec);
  if (isThere(collection, read)) return;
  if (node.store.view && !node.catalog.isOwn(collection)) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `Cannot create new indexes on existing collection ${collection.ns} in a multi-document transaction.`,
    );
  }
  if (collection.indexes.length >= MOST_INDEXES - 1) refuseIndex('too many indexes');
  const index = node.catalog.newIndex(collection, read);
  collection.fill(index);
  node.catalog.addIndex(collection, index);
}

const createIndexes: Command = (command, node) => {
  const specs = command.documents('indexes').map(toTypedDoc);
  const namespace = namespaceOf(command);
  return node.store.write(() => {
    const created = node.catalog.find(namespace) === undefined;
    const before = node.catalog.find(namespace)?.indexes;
    const collection = node.catalog.ensure(namespace);
    const { length } = collection.indexes;
    try {
      for (const spec of specs) createOne(node, collection, spec);
    } catch (error) {
      if (before) collection.indexes = before;
      else node.catalog.forget(collection);
      throw error;
    }
    return {
      numIndexesBefore: length + 1,
      numIndexesAfter: collection.indexes.length + 1,
      createdCollectionAutomatically: created,
      ok: 1,
    };
  }, true);
};

const listIndexes: Command = (command, node) => {
  const collection = existing(node.catalog, namespaceOf(command));
  const specs = [collection.primary, ...collection.indexes].map(({ spec }) => toBytes(spec));
  const size = batchSizeOf(command);
  return firstBatch(node, command, collection.ns, new ListStream(specs), size);
};

function named(collection: Collection, wanted: unknown): Index[] {
  const { indexes } = collection;
  if (wanted === '*') return [...indexes];
  const list = Array.isArray(wanted) ? (wanted as unknown[]) : [wanted];
  return list.map((one) => {
    const found = indexes.find(
      ({ name, spec }) => name === one || (isDoc(one) && identity(spec.key) === identity(one)),
    );
    if (found) return found;
    if (one === '_id_') throw new MongoError('InvalidOptions', 'cannot drop _id index');
    const shown = typeof one === 'string' ? `with name [${one}]` : 'with that key';
    throw new MongoError('IndexNotFound', `index not found ${shown}`);
  });
}

const dropIndexes: Command = async (command, node) => {
  const reply = await node.write(command, () => {
    const collection = existing(node.catalog, namespaceOf(command));
    const nIndexesWas = collection.indexes.length + 1;
    for (const index of named(collection, command.value('index'))) {
      node.catalog.dropIndex(collection, index);
    }
    return { nIndexesWas, ok: 1 };
  });
  void node.sweep();
  return reply;
};

export const indexCommands: Commands = {
  createIndexes,
  listIndexes,
  dropIndexes,
  deleteIndexes: dropIndexes,
};
