import { MongoError } from '../errors';
import { documentValue, toTypedDoc, toTypedValue, type Doc } from '../bson/convert';
import { compileProjection } from '../query/projection';
import { Search } from '../query/search';
import { sortFields } from '../query/sort';
import type { Candidate } from '../query/candidates';
import type { DatabaseNode } from '../node';
import type { Collection } from '../storage/collection';
import { idOf } from '../update/document-id';
import { checkUpsertFilter } from '../update/upsert-filter';
import { compileUpdate } from '../update/update';
import type { CommandBody } from '../wire/command-body';
import { namespaceOf, type Command, type Commands } from './command';
import { insertDocument } from './insert';
import { targets } from './targets';
import { rawDocuments, updateOne } from './update';

interface Outcome {
  readonly lastErrorObject: Doc;
  readonly shown: Buffer | undefined;
}

function removed(collection: Collection, found: Candidate | undefined): Outcome {
  if (found) collection.remove(found.idKey, found.document);
  return { lastErrorObject: { n: found ? 1 : 0 }, shown: found?.document };
}

function updated(
  command: CommandBody,
  collection: Collection,
  found: Candidate | undefined,
): Outcome {
  const raw = command.raw('update');
  if (!raw)
    throw new MongoError('FailedToParse', 'Either an update or remove=true must be specified');
  const update = compileUpdate(raw, {
    filter: documentValue(command.document('query')),
    arrayFilters: rawDocuments(command.raw('arrayFilters')),
    variables: command.doc('let'),
  });
  const wantsNew = command.boolean('new');
  if (found) {
    const after = updateOne(collection, found.idKey, found.document, update);
    const shown = wantsNew ? after : found.document;
    return { lastErrorObject: { n: 1, updatedExisting: true }, shown };
  }
  if (!command.boolean('upsert')) {
    return { lastErrorObject: { n: 0, updatedExisting: false }, shown: undefined };
  }
  const inserted = insertDocument(collection, update.insert());
  const upserted = toTypedValue(idOf(inserted));
  return {
    lastErrorObject: { n: 1, updatedExisting: false, upserted },
    shown: wantsNew ? inserted : undefined,
  };
}

function search(command: CommandBody, node: DatabaseNode, collection: Collection): Candidate[] {
  const sort = sortFields(command.doc('sort'));
  const found = new Search(
    node.store,
    collection,
    command.document('query'),
    sort,
    command.doc('let'),
  );
  return targets(found, sort, 1);
}

const findAndModify: Command = (command, node) => {
  const remove = command.boolean('remove');
  if (remove && (command.has('update') || command.boolean('new'))) {
    throw new MongoError('FailedToParse', 'Cannot specify both an update (or new) and remove=true');
  }
  const projection = compileProjection(command.doc('fields'), command.document('query'));
  if (command.boolean('upsert')) checkUpsertFilter(documentValue(command.document('query')));
  return node.writeInto(command, namespaceOf(command), (collection) => {
    const [found] = search(command, node, collection);
    const { lastErrorObject, shown } = remove
      ? removed(collection, found)
      : updated(command, collection, found);
    return { lastErrorObject, value: shown ? toTypedDoc(projection(shown)) : null, ok: 1 };
  });
};

export const findAndModifyCommands: Commands = { findAndModify, findandmodify: findAndModify };
