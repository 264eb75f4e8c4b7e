import { MongoError } from '../errors';
import { compileProjection } from '../query/projection';
import { countMatches, find, type DocumentStream } from '../query/find';
import { Search } from '../query/search';
import { sortFields } from '../query/sort';
import { someElementAt } from '../query/paths';
import { identity } from '../bson/compare';
import { toDoc } from '../bson/convert';
import { T } from '../bson/raw';
import type { DatabaseNode } from '../node';
import { sessionOf } from '../sessions';
import type { Collection } from '../storage/collection';
import type { CommandBody } from '../wire/command-body';
import { CursorBatch } from '../wire/reply';
import { namespaceOf, type Command, type Commands } from './command';
import { count, limitOf, sortBytesOf } from './options';

/** MongoDB's own first batch, and as much as fits one message with room for its envelope. */
export const FIRST_BATCH = 101;
const BATCH_BYTES = 16 * 1024 * 1024;

/** The first batch of a result; what is left over stays behind a cursor. */
export function firstBatch(
  node: DatabaseNode,
  command: CommandBody,
  ns: string,
  stream: DocumentStream,
  batchSize: number,
): CursorBatch {
  const documents = stream.take(batchSize, BATCH_BYTES);
  const over = stream.done || command.boolean('singleBatch');
  const id = over ? 0n : node.cursors.add(ns, stream, sessionOf(command), node.store.view).id;
  return new CursorBatch(ns, id, 'firstBatch', documents);
}

function refuseUnsupported(command: CommandBody): void {
  for (const option of ['tailable', 'awaitData']) {
    if (command.boolean(option)) {
      throw new MongoError('BadValue', 'tailable cursor requested on non capped collection');
    }
  }
  for (const option of ['min', 'max', 'returnKey', 'showRecordId']) {
    // min and max are documents, the others flags.
    if (
      command.has(option) &&
      (command.raw(option)?.type === T.document || command.boolean(option))
    ) {
      throw new MongoError('CommandNotSupported', `find option '${option}' is not supported`);
    }
  }
}

/** An index that a client insists on must exist; which one is used is still the planner's choice. */
function checkHint(command: CommandBody, collection: Collection): void {
  if (!command.has('hint')) return;
  const hint = command.value('hint');
  const wanted = typeof hint === 'string' ? hint : identity(hint);
  const known = [collection.primary, ...collection.indexes].some(
    (index) => index.name === wanted || identity(index.spec.key) === wanted,
  );
  const natural = typeof hint === 'object' && hint !== null && '$natural' in hint;
  if (!known && !natural) {
    throw new MongoError(
      'BadValue',
      'error processing query: hint provided does not correspond to an existing index',
    );
  }
}

const findCommand: Command = (command, node) => {
  refuseUnsupported(command);
  const namespace = namespaceOf(command);
  const filter = command.document('filter');
  const variables = command.doc('let');
  const spec = {
    filter,
    sort: sortFields(withoutNatural(command.doc('sort'))),
    skip: count(command, 'skip', 0),
    limit: limitOf(command),
    projection: compileProjection(command.doc('projection'), filter, variables),
    variables,
    sortBytes: sortBytesOf(command),
  };
  const batchSize = count(command, 'batchSize', FIRST_BATCH);
  const collection = node.catalog.find(namespace);
  const ns = `${namespace.db}.${namespace.name}`;
  if (!collection) {
    new Search(node.store, node.catalog.placeholder, filter, [], variables);
    return new CursorBatch(ns, 0n, 'firstBatch', []);
  }
  checkHint(command, collection);
  return firstBatch(node, command, ns, find(node.store, collection, spec), batchSize);
};

function withoutNatural(sort: Record<string, unknown>): Record<string, unknown> {
  return '$natural' in sort ? {} : sort;
}

function cursorId(value: unknown): bigint {
  return BigInt(String(value));
}

const getMore: Command = (command, node) => {
  const id = cursorId(command.value('getMore'));
  const ns = `${command.db}.${command.string('collection')}`;
  const { stream } = node.cursors.get(id, ns, node.store.view);
  const size = count(command, 'batchSize', 0);
  const documents = stream.take(size === 0 ? Infinity : size, BATCH_BYTES);
  if (stream.done) node.cursors.kill(id);
  return new CursorBatch(ns, stream.done ? 0n : id, 'nextBatch', documents);
};

const killCursors: Command = (command, node) => {
  const ids = command.typed('cursors');
  const list = Array.isArray(ids) ? (ids as unknown[]) : [];
  const killed = list.filter((id) => node.cursors.kill(cursorId(id)));
  const missing = list.filter((id) => !killed.includes(id));
  return {
    cursorsKilled: killed,
    cursorsNotFound: missing,
    cursorsAlive: [],
    cursorsUnknown: [],
    ok: 1,
  };
};

const countCommand: Command = (command, node) => {
  const collection = node.catalog.find(namespaceOf(command));
  const all = collection ? countMatches(node.store, collection, command.document('query')) : 0;
  const n = Math.min(Math.max(0, all - count(command, 'skip', 0)), limitOf(command));
  return { n, ok: 1 };
};

const distinct: Command = (command, node) => {
  const collection = node.catalog.find(namespaceOf(command));
  const path = command.string('key').split('.');
  const values = new Map<string, unknown>();
  if (collection) {
    const search = new Search(node.store, collection, command.document('query'));
    for (const document of search.documents()) {
      someElementAt(toDoc(document), path, (value) => {
        if (value !== undefined && !Array.isArray(value)) values.set(identity(value), value);
        return false;
      });
    }
  }
  const sorted = [...values].sort(([a], [b]) => (a < b ? -1 : 1));
  return { values: sorted.map(([, value]) => value), ok: 1 };
};

export const findCommands: Commands = {
  find: findCommand,
  getMore,
  killCursors,
  count: countCommand,
  distinct,
};
