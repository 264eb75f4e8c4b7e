import { MongoError } from '../errors';
import { Elements, T, type RawValue } from './raw';

/** MongoDB's limits: 16 MiB for a document, 100 levels of nesting. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 100;

function checkString(bytes: Buffer, start: number, end: number): void {
  if (end - start < 5 || bytes[end - 1] !== 0) {
    throw new MongoError('InvalidBSON', 'Invalid BSON: string not terminated');
  }
}

function checkElement({ bytes, type, start, end }: RawValue, depth: number): void {
  if (type === T.string) checkString(bytes, start, end);
  else if (type === T.document || type === T.array) {
    if (bytes.readInt32LE(start) !== end - start) {
      throw new MongoError('InvalidBSON', 'Invalid BSON: nested length out of bounds');
    }
    walk(bytes, start, depth + 1);
  }
}

function walk(bytes: Buffer, start: number, depth: number): void {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'Document exceeds maximum nested depth');
  const elements = new Elements(bytes, start);
  while (elements.next()) checkElement(elements, depth);
}

/** Makes sure that one value can be stored as many levels deep in a document. Throws InvalidBSON or Overflow. */
export function validateValue(value: RawValue, depth: number): void {
  checkElement(value, depth);
}

/** Throws BSONObjectTooLarge. */
export function checkSize(document: Buffer): void {
  if (document.length <= MAX_DOCUMENT_BYTES) return;
  throw new MongoError(
    'BSONObjectTooLarge',
    `object to insert too large. size in bytes: ${document.length}, max size: ${MAX_DOCUMENT_BYTES}`,
  );
}

/**
 * Makes sure that a document sent by a client can be stored and read back.
 * Throws InvalidBSON, Overflow (nesting) or BSONObjectTooLarge.
 */
export function validateDocument(bytes: Buffer): void {
  checkSize(bytes);
  if (bytes.length < 5 || bytes.readInt32LE(0) !== bytes.length) {
    throw new MongoError('InvalidBSON', 'Invalid BSON: document length out of bounds');
  }
  walk(bytes, 0, 1);
}
