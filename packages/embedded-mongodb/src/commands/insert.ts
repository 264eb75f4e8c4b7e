import { MongoError } from '../errors';
import { T, type RawValue } from '../bson/raw';
import { validateDocument } from '../bson/validate';
import type { Collection } from '../storage/collection';
import { idOf, withId } from '../update/document-id';
import { namespaceOf, type Command, type Commands } from './command';
import { WriteReply } from './write-reply';

const NO_ID_TYPES = new Map<number, string>([
  [T.array, 'array'],
  [T.regex, 'regex'],
  [T.undefined, 'undefined'],
]);

function checkIdType(id: RawValue): void {
  const type = NO_ID_TYPES.get(id.type);
  if (type === undefined) return;
  throw new MongoError('InvalidIdField', `The '_id' value cannot be of type ${type}`);
}

/** Stores one new document. Throws DuplicateKey, InvalidIdField, BSONObjectTooLarge and the like. */
export function insertDocument(collection: Collection, document: Buffer): Buffer {
  validateDocument(document);
  const whole = withId(document);
  const id = idOf(whole);
  checkIdType(id);
  collection.insert(collection.idKey(id), whole);
  return whole;
}

const insert: Command = (command, node) => {
  const documents = command.documents('documents');
  const ordered = command.boolean('ordered', true);
  return node.writeInto(command, namespaceOf(command), (collection) =>
    WriteReply.run(documents, ordered, (document, reply) => {
      insertDocument(collection, document);
      reply.matched(1);
    }),
  );
};

export const insertCommands: Commands = { insert };
