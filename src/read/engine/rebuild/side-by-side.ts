import { BSON, type Collection, type FindCursor } from 'mongodb';
import type { Kept } from '../projection';
import type { Pair } from './tally';

const READ_AT_ONCE = 1000;

/** A document as the database has it; decoded only for those who look inside, which most need not. */
export class Stored {
  private decoded: Kept<object> | undefined;

  constructor(readonly bytes: Uint8Array) {}

  get document(): Kept<object> {
    return (this.decoded ??= BSON.deserialize(this.bytes) as Kept<object>);
  }
}

export type StoredPair = readonly [live: Stored | undefined, built: Stored | undefined];

/** Both collections in the order of their keys, a key that only one has with nothing on the other side. */
export async function* sideBySide(
  a: Collection<Kept<object>>,
  b: Collection<Kept<object>>,
): AsyncGenerator<StoredPair> {
  const [left, right] = [inOrder(a), inOrder(b)];
  let [ours, theirs] = [await next(left), await next(right)];
  while (ours ?? theirs) {
    const pair = matched(ours, theirs);
    yield pair;
    if (pair[0]) ours = await next(left);
    if (pair[1]) theirs = await next(right);
  }
}

export function areSame(pair: StoredPair): pair is readonly [live: Stored, built: Stored] {
  const [ours, theirs] = pair;
  return (
    ours !== undefined && theirs !== undefined && Buffer.compare(ours.bytes, theirs.bytes) === 0
  );
}

export const keyOf = ([ours, theirs]: StoredPair) => (ours ?? theirs)?.document._id ?? '';

export const documentsOf = ([ours, theirs]: StoredPair): Pair => [ours?.document, theirs?.document];

/** Two of the same key, or the one that comes first in the database's order, which is that of the bytes. */
function matched(ours: Stored | undefined, theirs: Stored | undefined): StoredPair {
  const pair = [ours, theirs] as const;
  if (!ours || !theirs || areSame(pair)) return pair;
  const [a, b] = [Buffer.from(ours.document._id), Buffer.from(theirs.document._id)];
  const order = Buffer.compare(a, b);
  if (order === 0) return pair;
  return order < 0 ? [ours, undefined] : [undefined, theirs];
}

type Bytes = FindCursor<Uint8Array>;

function inOrder(collection: Collection<Kept<object>>): Bytes {
  const found = collection.find({}, { raw: true }).sort({ _id: 1 }).batchSize(READ_AT_ONCE);
  return found as unknown as Bytes;
}

async function next(cursor: Bytes): Promise<Stored | undefined> {
  const bytes = await cursor.next();
  return bytes ? new Stored(bytes) : undefined;
}
