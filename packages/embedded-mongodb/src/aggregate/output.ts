import { Aggregator } from 'mingo/aggregator';
import { MongoError } from '../errors';
import { equalValues, isDoc } from '../bson/compare';
import { toBytes, toDoc, type Doc } from '../bson/convert';
import type { DatabaseNode } from '../node';
import { insertDocument } from '../commands/insert';
import { Search } from '../query/search';
import type { Candidate } from '../query/candidates';
import { languageOptions } from '../query/language';
import type { Collection } from '../storage/collection';
import type { Namespace } from '../storage/namespace';
import { withId } from '../update/document-id';

function targetOf(db: string, into: unknown): Namespace {
  if (typeof into === 'string') return { db, name: into };
  if (isDoc(into) && typeof into.coll === 'string') {
    return { db: typeof into.db === 'string' ? into.db : db, name: into.coll };
  }
  throw new MongoError('FailedToParse', 'the output collection must be a name or {db, coll}');
}

/** $out: the result replaces the collection in one step, its indexes kept. */
export async function writeOut(
  node: DatabaseNode,
  db: string,
  into: unknown,
  documents: readonly Buffer[],
): Promise<void> {
  const namespace = targetOf(db, into);
  await node.store.write(() => {
    const before = node.catalog.find(namespace);
    if (before) node.catalog.refuseInUse([before]);
    const collection = before ? node.catalog.emptyLike(before) : node.catalog.ensure(namespace);
    try {
      for (const document of documents) insertDocument(collection, document);
    } catch (error) {
      if (!before) node.catalog.forget(collection);
      throw error;
    }
    if (before) node.catalog.replace(before, collection);
    node.catalog.saveChanges(collection);
  }, true);
  void node.sweep();
}

interface MergeSpec {
  readonly on: string[];
  readonly whenMatched: unknown;
  readonly whenNotMatched: unknown;
}

function mergeSpec(spec: Doc): MergeSpec {
  const { on = '_id', whenMatched = 'merge', whenNotMatched = 'insert' } = spec;
  return { on: (Array.isArray(on) ? on : [on]) as string[], whenMatched, whenNotMatched };
}

function findTarget(
  node: DatabaseNode,
  collection: Collection,
  document: Doc,
  on: readonly string[],
): Candidate | undefined {
  const filter = Object.fromEntries(on.map((name) => [name, document[name]]));
  const [found] = new Search(node.store, collection, toBytes(filter)).matches();
  return found;
}

function mergedWith(before: Buffer, document: Doc, how: unknown): Buffer {
  const old = toDoc(before);
  if (how === 'keepExisting') return before;
  if (how === 'fail') throw new MongoError('DuplicateKey', '$merge found a matching document');
  if (Array.isArray(how)) {
    const aggregator = new Aggregator(how as Doc[], languageOptions({ new: document }));
    return withId(toBytes(aggregator.run<Doc>([old])[0] ?? {}), old._id);
  }
  const after: Doc = how === 'replace' ? { ...document } : { ...old, ...document };
  if (after._id !== undefined && !equalValues(after._id, old._id)) {
    throw new MongoError('ImmutableField', "$merge would modify the immutable field '_id'");
  }
  after._id = old._id;
  return withId(toBytes(after));
}

function mergeOne(
  node: DatabaseNode,
  collection: Collection,
  bytes: Buffer,
  spec: MergeSpec,
): void {
  const document = toDoc(bytes);
  const found = findTarget(node, collection, document, spec.on);
  if (found) {
    const after = mergedWith(found.document, document, spec.whenMatched);
    if (!after.equals(found.document)) collection.replace(found.idKey, found.document, after);
  } else if (spec.whenNotMatched === 'insert') insertDocument(collection, bytes);
  else if (spec.whenNotMatched === 'fail') {
    throw new MongoError('BadValue', '$merge could not find a matching document');
  }
}

/** $merge: each result is merged into, put in place of, or added to what the collection holds. */
export async function writeMerge(
  node: DatabaseNode,
  db: string,
  expr: unknown,
  documents: readonly Buffer[],
): Promise<void> {
  const spec = isDoc(expr) ? expr : { into: expr };
  const namespace = targetOf(db, spec.into);
  const how = mergeSpec(spec);
  await node.store.write(() => {
    const collection = node.catalog.ensure(namespace);
    try {
      for (const document of documents) mergeOne(node, collection, document, how);
    } finally {
      node.catalog.saveChanges(collection);
    }
  });
}
