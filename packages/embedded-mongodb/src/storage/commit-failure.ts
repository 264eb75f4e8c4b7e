/**
 * LMDB would not keep a transaction for a reason of its own: nothing of it is there, and it may be begun anew. (When
 * lmdb 3.5.6 keeps its list of free pages, it now and then reads a length that was never set.)
 */
export class CommitRefused extends Error {}

interface AsyncFailure {
  /** Where a commit in LMDB's own thread keeps LMDB's reason: a promise that would end the process if nobody took it. */
  readonly commitError?: Promise<never>;
  readonly code?: unknown;
}

/** Why a commit failed: CommitRefused, or what the disk said (its codes are positive, or none). */
export async function reasonOf(failure: unknown): Promise<unknown> {
  const taken: unknown = await (failure as AsyncFailure).commitError?.catch((why: unknown) => why);
  const reason = taken ?? failure;
  if (!(Number((reason as AsyncFailure).code) < 0)) return reason;
  return new CommitRefused((reason as Error).message, { cause: reason });
}
