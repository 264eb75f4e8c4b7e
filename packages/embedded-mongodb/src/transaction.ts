import { MongoError } from './errors';
import type { View } from './storage/view';

/** One multi-document transaction of a session. */
export interface Transaction {
  readonly number: bigint;
  state: 'open' | 'committing' | 'committed' | 'aborted';
  /** Undefined until it has begun, which needs the store's turn. */
  view: View | undefined;
  timer?: NodeJS.Timeout;
  commit?: Promise<void>;
  usedAt: number;
}

export function aborted(number: bigint): MongoError {
  return new MongoError(
    'NoSuchTransaction',
    `Transaction with { txnNumber: ${number.toString()} } has been aborted.`,
  );
}

export function noMatch(number: bigint, active: bigint): MongoError {
  return new MongoError(
    'NoSuchTransaction',
    `Given transaction number ${number.toString()} does not match any in-progress transactions. The active transaction number is ${active.toString()}`,
  );
}

export function alreadyCommitted(number: bigint): MongoError {
  return new MongoError(
    'TransactionCommitted',
    `Transaction ${number.toString()} has been committed.`,
  );
}

export function tooOld(number: bigint, newer: bigint): MongoError {
  return new MongoError(
    'TransactionTooOld',
    `Cannot start transaction with txnNumber ${number.toString()} because a newer one with txnNumber ${newer.toString()} has already started on this session`,
  );
}
