import { Int32 } from 'bson';
import { MongoError } from '../errors';
import { equalValues, identity, isDoc } from '../bson/compare';
import type { Doc } from '../bson/convert';
import type { Collection } from '../storage/collection';
import type { Index } from '../storage/index-state';

const SUPPORTED = new Set([
  'key',
  'name',
  'v',
  'unique',
  'sparse',
  'partialFilterExpression',
  'background',
  'ns',
  'hidden',
  'expireAfterSeconds',
]);
/** Throws CannotCreateIndex. */
export function refuseIndex(message: string): never {
  throw new MongoError('CannotCreateIndex', message);
}

function checkField(path: string, direction: unknown): void {
  if (typeof direction === 'string') refuseIndex(`Index type '${direction}' is not supported`);
  if (!Number(direction)) refuseIndex(`Values in v:2 index key pattern cannot be 0: ${path}`);
  if (path.includes('$') || path.split('.').includes('')) {
    refuseIndex(`Index key contains an illegal field name: '${path}'`);
  }
}

function checkKey(key: unknown): Doc {
  if (!isDoc(key) || Object.keys(key).length === 0) {
    return refuseIndex('Index keys cannot be an empty object');
  }
  for (const [path, direction] of Object.entries(key)) checkField(path, direction);
  return key;
}

function defaultName(key: Doc): string {
  return Object.entries(key)
    .map(([path, direction]) => `${path}_${String(direction)}`)
    .join('_');
}

function checkExpiry({ key, expireAfterSeconds }: Doc): void {
  if (expireAfterSeconds === undefined) return;
  const seconds = Number(expireAfterSeconds);
  if (!Number.isFinite(seconds) || seconds < 0 || seconds > 0x7fffffff) {
    refuseIndex("TTL index 'expireAfterSeconds' option must be within an acceptable range");
  }
  if (Object.keys(key as Doc).length !== 1) {
    refuseIndex('TTL indexes are single-field indexes, compound indexes do not support TTL');
  }
}

function checkOptions(spec: Doc): void {
  for (const [option, value] of Object.entries(spec)) {
    const simple = option === 'collation' && isDoc(value) && value.locale === 'simple';
    if (SUPPORTED.has(option) || simple) continue;
    refuseIndex(`Index option '${option}' is not supported`);
  }
  if (spec.sparse === true && isDoc(spec.partialFilterExpression)) {
    refuseIndex('cannot mix "partialFilterExpression" and "sparse" options');
  }
  checkExpiry(spec);
}

/** An index specification as it is kept and listed. Throws CannotCreateIndex for what is not supported. */
export function readSpec(spec: Doc): Doc {
  const key = checkKey(spec.key);
  checkOptions(spec);
  const read: Doc = { v: new Int32(2), key, name: spec.name ?? defaultName(key) };
  for (const option of [
    'unique',
    'sparse',
    'partialFilterExpression',
    'hidden',
    'expireAfterSeconds',
  ]) {
    if (spec[option] !== undefined && spec[option] !== false) read[option] = spec[option];
  }
  return read;
}

function sameSpec(a: Doc, b: Doc): boolean {
  return (
    Boolean(a.unique) === Boolean(b.unique) &&
    Boolean(a.sparse) === Boolean(b.sparse) &&
    equalValues(a.expireAfterSeconds, b.expireAfterSeconds) &&
    equalValues(a.partialFilterExpression, b.partialFilterExpression)
  );
}

function isSame(index: Index, spec: Doc): boolean {
  const sameKey = identity(index.spec.key) === identity(spec.key);
  if (sameKey && index.name === '_id_') return true;
  const same = sameKey && sameSpec(index.spec, spec);
  if (index.name === spec.name && !same) {
    throw new MongoError(
      'IndexKeySpecsConflict',
      `An existing index has the same name as the requested index: ${index.name}`,
    );
  }
  if (same && index.name !== spec.name) {
    throw new MongoError(
      'IndexOptionsConflict',
      `Index already exists with a different name: ${index.name}`,
    );
  }
  return same;
}

/** Whether the collection has this very index already. Throws when it has one that contradicts it. */
export function isThere(collection: Collection, spec: Doc): boolean {
  return [collection.primary, ...collection.indexes].some((index) => isSame(index, spec));
}
