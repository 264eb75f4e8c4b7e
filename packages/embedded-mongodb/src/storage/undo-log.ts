import type { Database } from 'lmdb';
import type { Claims } from './claims';

/**
 * Kept by a write while transactions are open: when it meets what one of them has written, all that it did so far is
 * undone, and it is begun anew when that transaction has ended.
 */
export class UndoLog {
  private readonly steps: (() => void)[] = [];

  constructor(
    private readonly claims: Claims,
    private readonly entries: Database<Buffer, Buffer>,
  ) {}

  /** Throws Busy when a transaction has written `key`. */
  beforeWrite(key: Buffer): void {
    this.claims.refuseClaimed(key.toString('latin1'));
    const before = this.entries.getBinary(key);
    this.steps.push(() => {
      if (before) this.entries.putSync(key, before);
      else this.entries.removeSync(key);
    });
  }

  push(step: () => void): void {
    this.steps.push(step);
  }

  undo(): void {
    for (const step of this.steps.reverse()) step();
  }
}
