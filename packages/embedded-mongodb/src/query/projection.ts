import { Query } from 'mingo/query';
import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import { toBytes, toDoc, toTypedDoc, type Doc } from '../bson/convert';
import { Elements } from '../bson/raw';
import { languageOptions } from './language';

/** What of a document is shown. */
export type Projection = (document: Buffer) => Buffer;

type Tree = Map<string, Tree | true>;

function isFlag(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function keepsFields(spec: Doc): boolean {
  const flags = Object.entries(spec).filter(([name, value]) => name !== '_id' && isFlag(value));
  const kept = flags.filter(([, value]) => Boolean(value));
  if (kept.length > 0 && kept.length < flags.length) {
    const [dropped] = flags.find(([, value]) => !value) ?? [];
    throw new MongoError(
      'BadValue',
      `Cannot do exclusion on field ${dropped ?? ''} in inclusion projection`,
    );
  }
  return flags.length === 0 ? Boolean(spec._id) : kept.length > 0;
}

function copySome(document: Buffer, wanted: (name: string) => boolean): Buffer {
  const parts: Buffer[] = [];
  const elements = new Elements(document);
  let size = 5;
  while (elements.next()) {
    if (!wanted(elements.name)) continue;
    const part = document.subarray(elements.nameStart - 1, elements.end);
    parts.push(part);
    size += part.length;
  }
  const head = Buffer.alloc(4);
  head.writeInt32LE(size);
  return Buffer.concat([head, ...parts, Buffer.alloc(1)], size);
}

function topLevel(spec: Doc, keeps: boolean): Projection {
  const named = new Set(Object.keys(spec));
  if (keeps && spec._id === undefined) named.add('_id');
  if (keeps && !spec._id) named.delete(spec._id === undefined ? '' : '_id');
  return (document) => copySome(document, (name) => named.has(name) === keeps);
}

function treeOf(spec: Doc, keeps: boolean): Tree {
  const tree: Tree = new Map();
  for (const [path, value] of Object.entries(spec)) {
    if (Boolean(value) !== keeps) continue;
    let node = tree;
    const segments = path.split('.');
    const last = segments.pop() ?? '';
    for (const segment of segments) {
      const inner = node.get(segment);
      const next: Tree = inner instanceof Map ? inner : new Map<string, Tree | true>();
      node.set(segment, next);
      node = next;
    }
    node.set(last, true);
  }
  return tree;
}

const GONE = Symbol('not shown');

function isContainer(value: unknown): boolean {
  return isDoc(value) || Array.isArray(value);
}

function pruneField(value: unknown, branch: Tree | true | undefined, keeps: boolean): unknown {
  if (branch === undefined) return keeps ? GONE : value;
  if (branch === true) return keeps ? value : GONE;
  return keeps && !isContainer(value) ? GONE : prune(value, branch, keeps);
}

function prune(value: unknown, tree: Tree, keeps: boolean): unknown {
  if (Array.isArray(value)) {
    const shown = keeps ? value.filter(isContainer) : (value as unknown[]);
    return shown.map((one: unknown) => prune(one, tree, keeps));
  }
  if (!isDoc(value)) return value;
  const fields = Object.entries(value).map(([name, inner]): [string, unknown] => [
    name,
    pruneField(inner, tree.get(name), keeps),
  ]);
  return Object.fromEntries(fields.filter(([, inner]) => inner !== GONE));
}

function nested(spec: Doc, keeps: boolean): Projection {
  const tree = treeOf(spec, keeps);
  if (keeps && spec._id === undefined) tree.set('_id', true);
  return (document) => {
    const pruned = prune(toTypedDoc(document), tree, keeps) as Doc;
    if (!keeps || spec._id !== undefined) dropId(pruned, spec);
    return toBytes(pruned);
  };
}

function dropId(document: Doc, spec: Doc): void {
  if (spec._id !== undefined && !spec._id) delete document._id;
}

/** mingo hands a query's condition on to the positional operator; a document changed since may no longer match it. */
function computed(spec: Doc, filter: Buffer, variables: Doc): Projection {
  const options = languageOptions(variables);
  const matching = new Query(toDoc(filter), options);
  const any = new Query({}, options);
  return (document) => {
    const decoded = toDoc(document);
    const query = matching.test(decoded) ? matching : any;
    const [shown = {}] = query.find<Doc>([decoded], spec).all();
    return toBytes(shown);
  };
}

/** Compiles a projection; `filter` is what the positional operator refers to. */
export function compileProjection(spec: Doc, filter: Buffer, variables: Doc = {}): Projection {
  const entries = Object.entries(spec);
  if (entries.length === 0) return (document) => document;
  const keeps = keepsFields(spec);
  if (!entries.every(([name, value]) => isFlag(value) && !name.includes('$'))) {
    return computed(spec, filter, variables);
  }
  return entries.some(([name]) => name.includes('.')) ? nested(spec, keeps) : topLevel(spec, keeps);
}
