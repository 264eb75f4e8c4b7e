import { MongoError } from '../errors';
import { Elements, T, type RawValue } from './raw';

/** MongoDB's limits: 16 MiB for a document, 100 levels of nesting. */
export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 100;
/** How deep a command may be nested. */
const MAX_COMMAND_DEPTH = 200;

function checkString(bytes: Buffer, start: number, end: number): void {
  if (end - start < 5 || bytes[end - 1] !== 0) {
    throw new MongoError('InvalidBSON', 'Invalid BSON: string not terminated');
  }
}

function checkElement(
  { bytes, type, start, end }: RawValue,
  depth: number,
  most = MAX_DEPTH,
): void {
  if (type === T.string) checkString(bytes, start, end);
  else if (type === T.document || type === T.array) {
    if (bytes.readInt32LE(start) !== end - start) {
      throw new MongoError('InvalidBSON', 'Invalid BSON: nested length out of bounds');
    }
    walk(bytes, start, depth + 1, most);
  }
}

function walk(bytes: Buffer, start: number, depth: number, most = MAX_DEPTH): void {
  if (depth > most) throw new MongoError('Overflow', 'Document exceeds maximum nested depth');
  const elements = new Elements(bytes, start);
  while (elements.next()) checkElement(elements, depth, most);
}

/** Makes sure that one value can be stored as many levels deep in a document. Throws InvalidBSON or Overflow. */
export function validateValue(value: RawValue, depth: number): void {
  checkElement(value, depth);
}

/** Makes sure that what a command asks for is nested no deeper than a command may be. Throws Overflow. */
export function checkNesting(document: Buffer): void {
  walk(document, 0, 1, MAX_COMMAND_DEPTH);
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
