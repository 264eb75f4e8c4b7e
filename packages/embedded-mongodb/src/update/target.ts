import { MongoError } from '../errors';
import { isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';

/** Where an update operator acts: a document or array, and a name or position in it. */
export type Leaf = (parent: Doc, key: string) => void;

/** Which elements of an array `$`, `$[]` and `$[name]` mean. */
export interface Positions {
  /** The element that the filter found; throws BadValue when it names no array. */
  first(path: string): number;
  matching(identifier: string): (element: unknown) => boolean;
}

interface Walk {
  readonly path: string;
  readonly segments: readonly string[];
  /** Whether missing documents on the way are made. */
  readonly creates: boolean;
  readonly positions: Positions;
  readonly leaf: Leaf;
}

const DIGITS = /^\d+$/;
const MOST_FILLED = 1_500_000;

function notViable(walk: Walk, at: number): never {
  const parent = walk.segments.slice(0, at).join('.');
  throw new MongoError(
    'PathNotViable',
    `Cannot create field '${walk.segments[at] ?? ''}' in element '${parent}' of a type that has no fields`,
  );
}

function childOf(walk: Walk, parent: Doc, key: string, at: number): unknown {
  const child = parent[key];
  const exists = Object.hasOwn(parent, key) && child !== undefined;
  if (isDoc(child) || Array.isArray(child)) return child;
  if (!walk.creates) return undefined;
  if (exists) notViable(walk, at + 1);
  const made: Doc = {};
  put(parent, key, made);
  return made;
}

/** Sets a field, or an element, filling an array with nulls up to it. */
export function put(parent: Doc, key: string, value: unknown): void {
  if (Array.isArray(parent)) {
    const position = Number(key);
    if (position > parent.length + MOST_FILLED) {
      throw new MongoError('BadValue', `can't backfill an array to position ${key}`);
    }
    while (parent.length < position) parent.push(null);
    (parent as unknown[])[position] = value;
  } else if (key === '__proto__') {
    Object.defineProperty(parent, key, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else parent[key] = value;
}

function step(walk: Walk, parent: Doc, key: string, at: number): void {
  if (Array.isArray(parent) && !DIGITS.test(key)) {
    if (walk.creates) notViable(walk, at);
    return;
  }
  if (at === walk.segments.length - 1) {
    walk.leaf(parent, key);
    return;
  }
  const child = childOf(walk, parent, key, at);
  if (child !== undefined) descend(walk, child as Doc, at + 1);
}

function elementsMeant(walk: Walk, segment: string, array: unknown[], at: number): number[] {
  if (segment === '$') return [walk.positions.first(walk.segments.slice(0, at).join('.'))];
  const all = [...array.keys()];
  const identifier = segment.slice(2, -1);
  if (identifier === '') return all;
  const matches = walk.positions.matching(identifier);
  return all.filter((i) => matches(array[i]));
}

function descend(walk: Walk, parent: Doc, at: number): void {
  const segment = walk.segments[at] ?? '';
  if (!segment.startsWith('$')) {
    step(walk, parent, segment, at);
    return;
  }
  if (!Array.isArray(parent)) {
    throw new MongoError(
      'BadValue',
      `Cannot apply array updates to non-array element ${walk.segments.slice(0, at).join('.')}`,
    );
  }
  for (const position of elementsMeant(walk, segment, parent, at)) {
    step(walk, parent, String(position), at);
  }
}

/** Finds what a dotted path of an update means in a document, and has `leaf` act on it. */
export function atPath(
  document: Doc,
  path: string,
  creates: boolean,
  positions: Positions,
  leaf: Leaf,
): void {
  descend({ path, segments: path.split('.'), creates, positions, leaf }, document, 0);
}
