import type { RootDatabase } from 'lmdb';

/** Runs `write`, which puts and nothing else, as one transaction: all of it is on disk and visible, or nothing is. */
export type Commit = (write: () => void) => Promise<void>;

/** In milliseconds. */
const LONGEST_STANDSTILL = 5;
/** Until the disk is tried here again. */
const COMMITS_ELSEWHERE = 100;
/** How often a transaction is begun that LMDB itself refuses. */
const ATTEMPTS = 3;

interface CommitFailure extends Error {
  commitError?: Promise<never>;
}

type CommitTo = (root: RootDatabase, write: () => void) => Promise<void>;

/** Without a hop to another thread and back; the event loop stands still until the disk is done. */
export function commitHere(root: RootDatabase, write: () => void): Promise<void> {
  root.transactionSync(write);
  root.resetReadTxn();
  return Promise.resolve();
}

/**
 * By LMDB's own thread. As one batch, so that there is one promise and it is waited for here: of puts on their own,
 * lmdb-js keeps promises to itself, and a commit that fails would end the process.
 */
export async function commitElsewhere(root: RootDatabase, write: () => void): Promise<void> {
  try {
    await root.batch(write);
  } catch (failure) {
    // LMDB's reason is a promise of its own, which would end the process if nobody took it.
    const reason: unknown = await (failure as CommitFailure).commitError?.catch(
      (why: unknown) => why,
    );
    throw reason ?? failure;
  }
  root.resetReadTxn();
}

/**
 * A disk that syncs at once is waited for here, as the two hops to LMDB's thread cost more than the wait.
 * After a commit that took long the next ones go there, so that a slow disk does not hold up the readers.
 */
function commitWhereItSuits(): CommitTo {
  let elsewhere = 0;
  return async (root, write) => {
    if (elsewhere > 0) {
      elsewhere -= 1;
      return commitElsewhere(root, write);
    }
    const before = performance.now();
    await commitHere(root, write);
    if (performance.now() - before > LONGEST_STANDSTILL) elsewhere = COMMITS_ELSEWHERE;
  };
}

/** LMDB's own codes are negative, those of the disk are positive. */
function isRefusal(failure: unknown): boolean {
  return Number((failure as { code?: unknown }).code) < 0;
}

/**
 * Commits one transaction at a time, for the one writer, which waits for each.
 *
 * A transaction that LMDB refuses is written anew. When it keeps its list of free pages it now and then reads a
 * length that was never set (lmdb 3.5.6, `mdb_freelist_save`: a record that may be missing is not found) and refuses
 * the transaction with MDB_BAD_TXN before anything is on disk; the next attempt reads the list from the disk and
 * passes. What the disk refuses is not tried again: after a failed sync nobody knows what it kept.
 */
export function commitTo(root: RootDatabase, commit: CommitTo = commitWhereItSuits()): Commit {
  return async (write) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await commit(root, write);
        return;
      } catch (failure) {
        if (attempt === ATTEMPTS || !isRefusal(failure)) throw failure;
      }
    }
  };
}
