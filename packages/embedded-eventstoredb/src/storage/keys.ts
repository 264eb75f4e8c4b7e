import { createHash } from 'node:crypto';

const REVISION = 0;
const EVENT_ID = 1;
const TOMBSTONE = 2;
const LONGEST_PLAIN_NAME = 512;

// Doubles that are not negative sort as their big-endian bytes do.
function streamKey(stream: number, kind: number, size: number): Buffer {
  const key = Buffer.allocUnsafe(9 + size);
  key.writeDoubleBE(stream, 0);
  key[8] = kind;
  return key;
}

/** Sorts the events of a stream (known by its number) by revision. */
export function revisionKey(stream: number, revision: number): Buffer {
  const key = streamKey(stream, REVISION, 8);
  key.writeDoubleBE(revision, 9);
  return key;
}

/** Sorts before every revision of a stream. */
export function beforeRevisions(stream: number): Buffer {
  return streamKey(stream, REVISION, 0);
}

/** The revision in a key made by {@link revisionKey}. */
export function revisionIn(key: Buffer): number {
  return key.readDoubleBE(9);
}

/** Finds the first revision at which a stream holds an event id (a UUID with dashes). */
export function eventIdKey(stream: number, id: string): Buffer {
  const key = streamKey(stream, EVENT_ID, 16);
  key.write(id.replaceAll('-', ''), 9, 'hex');
  return key;
}

export function tombstoneKey(stream: number): Buffer {
  return streamKey(stream, TOMBSTONE, 0);
}

/** Names longer than a key may be are told apart by their hash. */
export function nameKey(name: string): Buffer {
  const bytes = Buffer.from(name, 'utf8');
  if (bytes.length <= LONGEST_PLAIN_NAME) return bytes;
  return Buffer.concat([
    bytes.subarray(0, LONGEST_PLAIN_NAME),
    createHash('sha256').update(bytes).digest(),
  ]);
}
