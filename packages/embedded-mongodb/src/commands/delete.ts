import { MongoError } from '../errors';
import { toDoc, type Doc } from '../bson/convert';
import { Elements, T, rawSlice, type RawValue } from '../bson/raw';
import { Search } from '../query/search';
import type { DatabaseNode } from '../node';
import type { Collection } from '../storage/collection';
import { namespaceOf, type Command, type Commands } from './command';
import { refuseCollation } from './options';
import { targets } from './targets';
import { WriteReply } from './write-reply';

interface Statement {
  readonly filter: Buffer;
  readonly limit: number;
}

function readStatement(bytes: Buffer): Statement {
  let q: RawValue | undefined;
  const elements = new Elements(bytes);
  while (elements.next()) {
    if (elements.name === 'q') q = elements.value();
    if (elements.name === 'collation') refuseCollation(elements.value());
  }
  const limit = Number(toDoc(bytes).limit);
  if (q?.type !== T.document || (limit !== 0 && limit !== 1)) {
    throw new MongoError('FailedToParse', "A delete statement needs 'q' and a 'limit' of 0 or 1");
  }
  return { filter: rawSlice(q), limit };
}

function deleteAll(
  node: DatabaseNode,
  collection: Collection,
  { filter, limit }: Statement,
  variables: Doc,
): number {
  const search = new Search(node.store, collection, filter, [], variables);
  const found = targets(search, [], limit === 0 ? Infinity : limit);
  for (const { idKey, document } of found) collection.remove(idKey, document);
  return found.length;
}

const deleteCommand: Command = (command, node) => {
  const statements = command.documents('deletes');
  const variables = command.doc('let');
  const run = (collection: Collection | undefined) =>
    WriteReply.run(statements, command.boolean('ordered', true), (bytes, reply) => {
      const statement = readStatement(bytes);
      reply.matched(collection ? deleteAll(node, collection, statement, variables) : 0);
    });
  return node.write(command, () => {
    const collection = node.catalog.find(namespaceOf(command));
    try {
      return run(collection);
    } finally {
      if (collection) node.catalog.saveChanges(collection);
    }
  });
};

export const deleteCommands: Commands = { delete: deleteCommand };
