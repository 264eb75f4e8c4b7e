import { MongoError } from '../errors';
import { toDoc, toTypedValue, type Doc } from '../bson/convert';
import { Elements, T, rawSlice, type RawValue } from '../bson/raw';
import { namedId } from '../query/conditions';
import { Search, lookUp } from '../query/search';
import type { IndexField } from '../storage/index-keys';
import { sortFields } from '../query/sort';
import type { DatabaseNode } from '../node';
import type { Candidate } from '../query/candidates';
import type { Collection } from '../storage/collection';
import { idOf } from '../update/document-id';
import { checkUpsertFilter } from '../update/upsert-filter';
import { compileUpdate, type Update } from '../update/update';
import { namespaceOf, type Command, type Commands } from './command';
import { insertDocument } from './insert';
import { refuseCollation } from './options';
import { targets } from './targets';
import { WriteReply } from './write-reply';

/** One statement of an update command. */
interface Statement {
  readonly filter: RawValue;
  readonly update: RawValue;
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly arrayFilters: readonly Buffer[];
  readonly sort: readonly IndexField[];
}

const NOTHING: readonly never[] = [];

function flag(value: RawValue | undefined): boolean {
  if (value?.type === T.boolean) return value.bytes[value.start] === 1;
  return value !== undefined && Boolean(toTypedValue(value));
}

export function rawDocuments(value: RawValue | undefined): readonly Buffer[] {
  if (value?.type !== T.array) return NOTHING;
  const found: Buffer[] = [];
  const elements = new Elements(value.bytes, value.start);
  while (elements.next()) if (elements.type === T.document) found.push(rawSlice(elements.value()));
  return found;
}

interface RawStatement {
  q?: RawValue;
  u?: RawValue;
  multi?: RawValue;
  upsert?: RawValue;
  arrayFilters?: RawValue;
  sort?: RawValue;
  collation?: RawValue;
}

function readStatement({ bytes, start }: RawValue): Statement {
  const raw: RawStatement & Record<string, RawValue> = {};
  const elements = new Elements(bytes, start);
  while (elements.next()) raw[elements.name] = elements.value();
  const { q, u, sort } = raw;
  if (q?.type !== T.document || !u) {
    throw new MongoError('FailedToParse', "An update statement needs 'q' and 'u'");
  }
  refuseCollation(raw.collation);
  return {
    filter: q,
    update: u,
    multi: flag(raw.multi),
    upsert: flag(raw.upsert),
    arrayFilters: rawDocuments(raw.arrayFilters),
    sort: sort?.type === T.document ? sortFields(toDoc(rawSlice(sort))) : NOTHING,
  };
}

/** Applies an update to one stored document; whether it changed anything. */
export function updateOne(
  collection: Collection,
  idKey: Buffer,
  before: Buffer,
  update: Update,
): Buffer {
  const after = update.apply(before);
  if (after !== before) collection.replace(idKey, before, after);
  return after;
}

function found(
  node: DatabaseNode,
  collection: Collection,
  { filter, sort, multi }: Statement,
  variables: Doc,
): Candidate[] {
  const id = namedId(filter);
  if (id) return lookUp(collection, id);
  const search = new Search(node.store, collection, rawSlice(filter), sort, variables);
  return targets(search, sort, multi ? Infinity : 1);
}

function updateAll(
  node: DatabaseNode,
  collection: Collection,
  statement: Statement,
  update: Update,
  variables: Doc,
): { matched: number; modified: number } {
  const candidates = found(node, collection, statement, variables);
  let modified = 0;
  for (const { idKey, document } of candidates) {
    if (updateOne(collection, idKey, document, update) !== document) modified++;
  }
  return { matched: candidates.length, modified };
}

function runStatement(
  node: DatabaseNode,
  collection: Collection,
  statement: Statement,
  variables: Doc,
  reply: WriteReply,
  index: number,
): void {
  const { filter, arrayFilters, multi, upsert } = statement;
  if (upsert) checkUpsertFilter(filter);
  const update = compileUpdate(statement.update, { filter, arrayFilters, variables });
  if (multi && update.kind === 'replacement') {
    throw new MongoError(
      'FailedToParse',
      'multi update is not supported for replacement-style update',
    );
  }
  const { matched, modified } = updateAll(node, collection, statement, update, variables);
  if (matched > 0 || !upsert) {
    reply.matched(matched, modified);
    return;
  }
  const inserted = insertDocument(collection, update.insert());
  reply.wasUpserted(index, toTypedValue(idOf(inserted)));
}

const update: Command = (command, node) => {
  const statements = command.rawDocuments('updates');
  const variables = command.doc('let');
  return node.writeInto(command, namespaceOf(command), (collection) =>
    WriteReply.run(statements, command.boolean('ordered', true), (raw, reply, index) => {
      runStatement(node, collection, readStatement(raw), variables, reply, index);
    }),
  );
};

export const updateCommands: Commands = { update };
