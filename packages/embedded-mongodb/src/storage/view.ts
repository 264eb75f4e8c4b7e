import type { Database, RangeOptions, Transaction as LmdbSnapshot } from 'lmdb';
import { MongoError } from '../errors';
import { writeConflict, type Claims } from './claims';
import { Overlay } from './overlay';
import type { Entry } from './entry';

type Entries = Database<Buffer, Buffer>;

/** Entries with from <= key < to, or the same backwards. */
export function rangeOptions(from: Buffer, to: Buffer, reverse: boolean): RangeOptions {
  return reverse
    ? { start: to, end: from, reverse, exclusiveStart: true, inclusiveEnd: true }
    : { start: from, end: to };
}

/**
 * What one transaction sees: the database as it was when it began, with its own writes over it. They are kept in memory
 * until commit, which puts them all into one LMDB transaction.
 */
export class View {
  /** Settles when the transaction is over. */
  readonly ended: Promise<void>;
  /** What in-memory state must become when, and only when, this is committed. */
  readonly onCommit: (() => void)[] = [];
  /** May refuse the commit by throwing, before anything is changed. */
  readonly beforeCommit: (() => void)[] = [];
  private readonly overlay = new Overlay();
  private readonly used = new Set<number>();
  private readonly claimed = new Map<string, Buffer | undefined>();
  private unverified: string[] = [];
  private settle: () => void = () => undefined;
  private over = false;

  constructor(
    private readonly entries: Entries,
    private readonly snapshot: LmdbSnapshot,
    private readonly claims: Claims,
    /** The catalogue's version that the snapshot agrees with. */
    private readonly version: number,
  ) {
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
    claims.open.add(this);
  }

  get isOver(): boolean {
    return this.over;
  }

  get hasWritten(): boolean {
    return this.overlay.size > 0 || this.onCommit.length > 0;
  }

  get isVerified(): boolean {
    return this.unverified.length === 0;
  }

  uses(collection: number): boolean {
    return this.used.has(collection);
  }

  /** Throws SnapshotUnavailable for a collection whose indexes or name are newer than the snapshot. */
  use(collection: number, changedAt: number): void {
    if (changedAt > this.version) {
      throw new MongoError(
        'SnapshotUnavailable',
        'Unable to read from a snapshot due to pending collection catalog changes; please retry the operation.',
      );
    }
    this.used.add(collection);
  }

  get(key: Buffer): Buffer | undefined {
    const own = this.overlay.get(key.toString('latin1'));
    return own === undefined ? this.before(key) : (own ?? undefined);
  }

  put(key: Buffer, value: Buffer): void {
    // The value may be a part of a message's bytes, which are used again.
    this.write(key, Buffer.from(value));
  }

  remove(key: Buffer): void {
    this.write(key, null);
  }

  range(from: Buffer, to: Buffer, reverse = false): Iterable<Entry> {
    const options = { ...rangeOptions(from, to, reverse), transaction: this.snapshot };
    const old = this.entries.getRange(options);
    if (this.overlay.size === 0) return old;
    return this.overlay.over(old, from.toString('latin1'), to.toString('latin1'), reverse);
  }

  some(from: Buffer, to: Buffer, limit: number): Entry[] {
    const found: Entry[] = [];
    for (const entry of this.range(from, to)) {
      if (found.length >= limit) break;
      found.push(entry);
    }
    return found;
  }

  /**
   * Compares what was newly written with the newest state. Only within Store.write(). From then on the keys are safe:
   * other writes wait. Throws WriteConflict.
   */
  verify(): void {
    for (const key of this.unverified) {
      const before = this.claimed.get(key);
      const now = this.entries.getBinary(Buffer.from(key, 'latin1'));
      if (before ? !now?.equals(before) : now !== undefined) throw writeConflict();
    }
    this.unverified = [];
  }

  /** Writes everything. Only within Store.write(). Throws WriteConflict when a commit that had it was refused. */
  apply(): void {
    if (this.over) throw writeConflict();
    for (const check of this.beforeCommit) check();
    for (const [key, value] of this.overlay.entries()) {
      if (value) this.entries.putSync(key, value);
      else this.entries.removeSync(key);
    }
    for (const change of this.onCommit) change();
  }

  /** Lets go of the snapshot and of what was claimed; whoever waits goes on. */
  end(): void {
    if (this.over) return;
    this.over = true;
    this.claims.release(this, this.claimed.keys());
    this.snapshot.done();
    this.settle();
  }

  private before(key: Buffer): Buffer | undefined {
    return this.entries.get(key, { transaction: this.snapshot });
  }

  private write(key: Buffer, value: Buffer | null): void {
    const name = key.toString('latin1');
    if (this.claims.claim(name, this)) {
      this.claimed.set(name, this.before(key));
      this.unverified.push(name);
    }
    this.overlay.set(name, value);
  }
}
