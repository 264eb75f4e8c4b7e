import { createHash } from 'node:crypto';

/**
 * The one ordered key space of the database (stored format: raise FORMAT in data-directory.ts with any change).
 * Entries: 2, collection (4 bytes), index (2 bytes), then the order key; index 0 holds the documents by `_id`.
 */
const ENTRIES = 2;
export const DOCUMENTS = 0;
/** In place of an index: all of them, and the documents. */
export const WHOLE_COLLECTION = 0xffff;
const PREFIX = 7;

/** LMDB takes keys up to 1,978 bytes: an indexed value and an `_id` may have half each. */
const LONGEST_PART = 960;
const HASH = 32;

/** An order key that fits; a longer one keeps its beginning and ends in a hash, so that it stays one of a kind. */
export function fitting(orderKey: Buffer): Buffer {
  if (orderKey.length <= LONGEST_PART) return orderKey;
  const hash = createHash('sha256').update(orderKey).digest();
  return Buffer.concat([orderKey.subarray(0, LONGEST_PART - HASH), hash]);
}

export function isLong(orderKey: Buffer): boolean {
  return orderKey.length > LONGEST_PART;
}

/** Whether a boundary says as much as the values that it is made of. */
export function isWholeBoundary(boundary: Buffer): boolean {
  return boundary.length < LONGEST_PART - HASH;
}

/** The part of a boundary that long keys still carry. */
export function fittingBoundary(boundary: Buffer): Buffer {
  return boundary.subarray(0, LONGEST_PART - HASH);
}

export function entryKey(
  collection: number,
  index: number,
  first: Buffer,
  second?: Buffer,
): Buffer {
  const key = Buffer.allocUnsafe(PREFIX + first.length + (second?.length ?? 0));
  key[0] = ENTRIES;
  key.writeUInt32BE(collection, 1);
  key.writeUInt16BE(index, 5);
  key.set(first, PREFIX);
  if (second) key.set(second, PREFIX + first.length);
  return key;
}

/** The order key at the end of a document's key. */
export function orderKeyOf(documentKey: Buffer): Buffer {
  return documentKey.subarray(PREFIX);
}

/** The first key that does not begin with `prefix`. */
export function successor(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  for (let i = next.length - 1; i >= 0; i--) {
    const byte = next[i] ?? 0;
    if (byte !== 0xff) {
      next[i] = byte + 1;
      return next.subarray(0, i + 1);
    }
  }
  return Buffer.alloc(prefix.length + 1, 0xff);
}

/** Everything of one index, or of the whole collection, as a half-open range. */
export function entriesRange(collection: number, index?: number): [Buffer, Buffer] {
  const prefix = entryKey(collection, index ?? 0, Buffer.alloc(0));
  const whole = index === undefined ? prefix.subarray(0, 5) : prefix;
  return [whole, successor(whole)];
}

function named(tag: number, name: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), name]);
}

function numbered(tag: number, id: number): Buffer {
  const key = Buffer.alloc(5, tag);
  key.writeUInt32BE(id, 1);
  return key;
}

export const NEXT_COLLECTION_ID = Buffer.from([0]);
export const catalogKey = (collection: number): Buffer => numbered(1, collection);
export const CATALOG: [Buffer, Buffer] = [Buffer.from([1]), Buffer.from([2])];
export const garbageKey = (collection: number, index: number): Buffer =>
  Buffer.concat([numbered(3, collection), Buffer.from([index >> 8, index & 0xff])]);
export const garbageIn = (key: Buffer): { collection: number; index: number } => ({
  collection: key.readUInt32BE(1),
  index: key.readUInt16BE(5),
});
export const garbageOf = (collection: number): [Buffer, Buffer] => [
  garbageKey(collection, DOCUMENTS),
  garbageKey(collection, WHOLE_COLLECTION),
];
export const GARBAGE: [Buffer, Buffer] = [Buffer.from([3]), Buffer.from([4])];
export const retryKey = (session: Buffer): Buffer => named(4, session);
export const RETRIES: [Buffer, Buffer] = [Buffer.from([4]), Buffer.from([5])];
export const countKey = (collection: number): Buffer => numbered(5, collection);
