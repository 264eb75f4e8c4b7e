import { MongoError } from '../errors';
import { toBytes, type Doc } from '../bson/convert';
import { Matcher } from '../query/matcher';
import { ListStream } from '../query/find';
import { existing } from '../storage/existing';
import { checkNamespace } from '../storage/namespace';
import type { Collection } from '../storage/collection';
import type { CommandBody } from '../wire/command-body';
import { CursorBatch } from '../wire/reply';
import { namespaceOf, parseNamespace, type Command, type Commands } from './command';
import { firstBatch } from './find';
import { batchSizeOf } from './options';
import { collMod, validationOptions } from './validation-options';

const ENVELOPE = new Set([
  'create',
  'writeConcern',
  'readConcern',
  'comment',
  'lsid',
  'txnNumber',
  'autocommit',
  'startTransaction',
  'maxTimeMS',
  'idIndex',
  'validator',
  'validationLevel',
  'validationAction',
  'autoIndexId',
]);
/** Ways of storing that would change nothing a client can see. */
const HARMLESS = new Set(['storageEngine', 'indexOptionDefaults']);

function refuseOptions(command: CommandBody): void {
  for (const name of command.names()) {
    if (ENVELOPE.has(name) || HARMLESS.has(name) || name.startsWith('$')) continue;
    if (name === 'capped' && !command.boolean('capped')) continue;
    throw new MongoError('CommandNotSupported', `create option '${name}' is not supported`);
  }
}

const create: Command = (command, node) => {
  refuseOptions(command);
  const options = validationOptions(command);
  const namespace = namespaceOf(command);
  return node.write(command, () => {
    if (node.catalog.find(namespace)) {
      throw new MongoError(
        'NamespaceExists',
        `Collection ${namespace.db}.${namespace.name} already exists.`,
      );
    }
    node.catalog.ensure(namespace, options);
    return { ok: 1 };
  });
};

const drop: Command = async (command, node) => {
  const reply = await node.write(command, () => {
    const collection = node.catalog.find(namespaceOf(command));
    if (!collection) return { ok: 1 };
    node.catalog.drop(collection);
    return { nIndexesWas: collection.indexes.length + 1, ns: collection.ns, ok: 1 };
  });
  void node.sweep();
  return reply;
};

const dropDatabase: Command = async (command, node) => {
  const reply = await node.write(command, () => {
    const collections = node.catalog.inDatabase(command.db);
    node.catalog.refuseInUse(collections);
    for (const collection of collections) node.catalog.drop(collection);
    return { dropped: command.db, ok: 1 };
  });
  void node.sweep();
  return reply;
};

const renameCollection: Command = async (command, node) => {
  const from = parseNamespace(command.string('renameCollection'));
  const to = parseNamespace(command.string('to'));
  const reply = await node.write(command, () => {
    const source = existing(node.catalog, from);
    const target = node.catalog.find(to);
    if (source === target) {
      throw new MongoError('IllegalOperation', "Can't rename a collection to itself");
    }
    if (target && !command.boolean('dropTarget')) {
      throw new MongoError('NamespaceExists', 'target namespace exists');
    }
    checkNamespace(to);
    node.catalog.refuseInUse(target ? [source, target] : [source]);
    if (target) node.catalog.drop(target);
    node.catalog.rename(source, to);
    return { ok: 1 };
  });
  void node.sweep();
  return reply;
};

function described(collection: Collection, nameOnly: boolean): Doc {
  const { name } = collection.namespace;
  const { options, uuid } = collection.options as { options?: Doc; uuid?: unknown };
  if (nameOnly) return { name, type: 'collection' };
  return {
    name,
    type: 'collection',
    options: options ?? {},
    info: { readOnly: false, uuid },
    idIndex: collection.primary.spec,
  };
}

const listCollections: Command = (command, node) => {
  const matcher = new Matcher(command.document('filter'));
  const nameOnly = command.boolean('nameOnly');
  const listed = node.catalog
    .inDatabase(command.db)
    .sort((a, b) => (a.ns < b.ns ? -1 : 1))
    .map((collection) => toBytes(described(collection, nameOnly)))
    .filter((document) => matcher.matches(document));
  const size = batchSizeOf(command);
  const ns = `${command.db}.$cmd.listCollections`;
  if (listed.length === 0) return new CursorBatch(ns, 0n, 'firstBatch', []);
  return firstBatch(node, command, ns, new ListStream(listed), size);
};

const listDatabases: Command = (command, node) => {
  const names = [...new Set(node.catalog.all().map(({ namespace }) => namespace.db))].sort();
  const matcher = new Matcher(command.document('filter'));
  const databases = names
    .map((name) => ({ name, sizeOnDisk: 0, empty: false }))
    .filter((database) => matcher.matches(toBytes(database)));
  const shown = command.boolean('nameOnly') ? databases.map(({ name }) => ({ name })) : databases;
  return { databases: shown, totalSize: 0, ok: 1 };
};

export const collectionCommands: Commands = {
  collMod,
  create,
  drop,
  dropDatabase,
  renameCollection,
  listCollections,
  listDatabases,
};
