import { MongoError } from '../errors';
import { documentValue, toTypedValue, type Doc } from '../bson/convert';
import { rawField } from '../bson/raw';
import type { Index } from './index-state';

const ID = Buffer.from('_id');

function shownScalar(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  return String(value);
}

const shownByType: Readonly<Record<string, (value: unknown) => string>> = {
  ObjectId: (value) => `ObjectId('${String(value)}')`,
  Decimal128: (value) => `NumberDecimal("${String(value)}")`,
  Long: (value) => String(value),
  Double: (value) => {
    const text = String(value);
    return /^-?\d+$/.test(text) ? `${text}.0` : text;
  },
};

/** A value as MongoDB's own error texts show it. */
function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Date) {
    return shownScalar(value);
  }
  const type = (value as { _bsontype?: string })._bsontype;
  if (type !== undefined) return (shownByType[type] ?? String)(value);
  if (Array.isArray(value)) return `[ ${value.map(shown).join(', ')} ]`;
  return shownDoc(value as Doc);
}

function shownDoc(doc: Doc): string {
  const fields = Object.entries(doc).map(([name, value]) => `${name}: ${shown(value)}`);
  return `{ ${fields.join(', ')} }`;
}

function idOf(document: Buffer): Doc {
  const id = rawField(document, documentValue(document).start, ID);
  return { _id: id ? toTypedValue(id) : null };
}

/** E11000 in MongoDB's own words, with the `keyPattern` and `keyValue` that drivers hand on. */
export function duplicateKeyError(
  ns: string,
  keyPattern: Doc,
  indexName: string,
  document: Buffer,
  index?: Index,
): MongoError {
  const keyValue = index ? index.valuesOf(document) : idOf(document);
  return new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${ns} index: ${indexName} dup key: ${shownDoc(keyValue)}`,
    { keyPattern, keyValue },
  );
}
