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

/**
 * Both collections in the order of their keys, a key that only one has with nothing on the other side; many pairs at once,
 * so that millions of documents are not waited for one by one.
 */
export async function* sideBySide(
  a: Collection<Kept<object>>,
  b: Collection<Kept<object>>,
): AsyncGenerator<readonly StoredPair[]> {
  const [left, right] = [new Side(a), new Side(b)];
  try {
    for (;;) {
      await Promise.all([left.load(), right.load()]);
      const pairs = [...paired(left, right)];
      if (pairs.length === 0) return;
      yield pairs;
    }
  } finally {
    await Promise.all([left.close(), right.close()]);
  }
}

/** As far as both sides are known. */
function* paired(left: Side, right: Side): Generator<StoredPair> {
  while (left.isKnown && right.isKnown) {
    if (!(left.first ?? right.first)) return;
    const pair = matched(left.first, right.first);
    yield pair;
    if (pair[0]) left.shift();
    if (pair[1]) right.shift();
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

/** One of the collections, from where it was compared to. */
class Side {
  private readonly found: Bytes;
  private loaded: readonly Stored[] = [];
  private at = 0;
  private isAtEnd = false;
  /** Asked for already, so that the database finds it while what came before is compared. */
  private coming: Promise<Uint8Array | null>;

  constructor(collection: Collection<Kept<object>>) {
    const found = collection.find({}, { raw: true }).sort({ _id: 1 }).batchSize(READ_AT_ONCE);
    this.found = found as unknown as Bytes;
    this.coming = this.ask();
  }

  /** What comes next; undefined at the end, and where more has to be loaded first. */
  get first(): Stored | undefined {
    return this.loaded[this.at];
  }

  get isKnown(): boolean {
    return this.at < this.loaded.length || this.isAtEnd;
  }

  shift(): void {
    this.at += 1;
  }

  async load(): Promise<void> {
    if (this.isKnown) return;
    const next = await this.coming;
    const bytes = next ? [next, ...this.found.readBufferedDocuments()] : [];
    [this.loaded, this.at] = [bytes.map((each) => new Stored(each)), 0];
    this.isAtEnd = bytes.length === 0;
    if (!this.isAtEnd) this.coming = this.ask();
  }

  async close(): Promise<void> {
    await this.found.close();
  }

  private ask(): Promise<Uint8Array | null> {
    const coming = this.found.next();
    // Who waits for it is told; who has stopped before is not.
    coming.catch(() => undefined);
    return coming;
  }
}
