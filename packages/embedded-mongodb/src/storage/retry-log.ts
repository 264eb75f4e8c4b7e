import { Long } from 'bson';
import { MongoError } from '../errors';
import { toBytes, toTypedDoc, toDoc, type Doc } from '../bson/convert';
import { RETRIES, retryKey } from './keys';
import type { Store } from './store';

/** Kept instead of an answer (stored format: raise FORMAT in data-directory.ts with any change). */
const COMMITTED: Doc = { committed: true };
const KEPT_MS = 60 * 60_000;

/** One attempt at a retryable write. */
export interface WriteAttempt {
  readonly session: Buffer;
  readonly txnNumber: bigint;
}

/**
 * What the last retryable write of each session answered, written in the transaction of the write itself: a driver that
 * lost the answer asks again with the same number and gets it, the write is not done twice.
 */
export class RetryLog {
  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {}

  /** The answer given before. Throws TransactionTooOld when the session has gone on since. */
  answered({ session, txnNumber }: WriteAttempt): Doc | undefined {
    const stored = this.store.get(retryKey(session));
    if (!stored) return undefined;
    const last = (toTypedDoc(stored).txnNumber as Long).toBigInt();
    if (last === txnNumber) return toTypedDoc(stored).reply as Doc;
    if (last < txnNumber) return undefined;
    throw new MongoError(
      'TransactionTooOld',
      `Retryable write with txnNumber ${txnNumber.toString()} is prohibited on session because a newer one with txnNumber ${last.toString()} has already started`,
    );
  }

  /** Remembers, in its own commit, that a multi-document transaction was committed. */
  recordCommit(attempt: WriteAttempt): void {
    this.record(attempt, COMMITTED);
  }

  /** Throws TransactionTooOld when the session has gone on since. */
  hasCommitted(attempt: WriteAttempt): boolean {
    return this.answered(attempt)?.committed === true;
  }

  record({ session, txnNumber }: WriteAttempt, reply: Doc): void {
    const at = new Date(this.now());
    this.store.put(
      retryKey(session),
      toBytes({ txnNumber: Long.fromBigInt(txnNumber), at, reply }),
    );
  }

  forget(session: Buffer): void {
    this.store.remove(retryKey(session));
  }

  /** Forgets sessions that are long over. */
  sweep(): void {
    const [from, to] = RETRIES;
    for (const { key, value } of [...this.store.range(from, to)]) {
      const { at } = toDoc(value);
      if (at instanceof Date && this.now() - at.getTime() > KEPT_MS) this.store.remove(key);
    }
  }
}
