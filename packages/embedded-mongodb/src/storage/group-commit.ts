import type { Database } from 'lmdb';
import { reasonOf } from './commit-failure';

interface Job {
  readonly work: () => unknown;
  /** What it wrote is undone when it throws. */
  readonly atomic: boolean;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/** How long one group may work, so that readers in between are not kept waiting. */
const GROUP_MS = 20;
/** A commit that takes longer on average is waited for in LMDB's own thread, so that reads go on meanwhile. */
const SLOW_MS = 4;
/** How many commits the average looks back on. */
const REMEMBERED = 8;

/**
 * The one writer: what is asked for at the same time shares one durable LMDB transaction. On a fast disk the commit is
 * waited for right here, which takes half the time of handing it to another thread and back.
 */
export class GroupCommit {
  private waiting: Job[] = [];
  private running = false;
  private commitMs = 0;

  constructor(
    private readonly entries: Database<Buffer, Buffer>,
    /** Called, before anybody is told, when a commit failed. */
    private readonly onFailure: () => void,
    private readonly slowMs = SLOW_MS,
  ) {}

  /**
   * Carries out `work` in its turn. Answers once it is on disk, with what it answered or threw. Throws CommitRefused
   * when LMDB would not have it, though it may the next time.
   */
  add<R>(work: () => R, atomic: boolean): Promise<R> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, atomic, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.running || this.waiting.length === 0) return;
    this.running = true;
    setImmediate(() => void this.commit());
  }

  private async commit(): Promise<void> {
    const group: Job[] = [];
    const settle: (() => void)[] = [];
    let workedUntil = 0;
    const work = () => {
      const until = performance.now() + GROUP_MS;
      do {
        const job = this.waiting.shift() as Job;
        group.push(job);
        settle.push(this.outcomeOf(job));
        workedUntil = performance.now();
      } while (this.waiting.length > 0 && workedUntil < until);
    };
    try {
      if (this.commitMs > this.slowMs) await this.entries.transaction(work);
      else this.entries.transactionSync(work);
      this.commitMs += (performance.now() - workedUntil - this.commitMs) / REMEMBERED;
    } catch (error) {
      this.onFailure();
      const reason = await reasonOf(error);
      // Nobody had a turn when not even a transaction could be begun.
      const refused = group.length > 0 ? group : this.waiting.splice(0);
      for (const { reject } of refused) reject(reason);
      settle.length = 0;
    }
    for (const tell of settle) tell();
    this.running = false;
    this.schedule();
  }

  private outcomeOf({ work, atomic, resolve, reject }: Job): () => void {
    try {
      const result = (atomic ? this.entries.childTransaction(work) : work()) as never;
      return () => resolve(result);
    } catch (error) {
      return () => reject(error);
    }
  }
}
