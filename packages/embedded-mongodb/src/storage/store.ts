import type { Database } from 'lmdb';
import { MongoError } from '../errors';
import { withinTime } from '../deadline';
import { Busy, Claims } from './claims';
import { CommitRefused } from './commit-failure';
import type { Entry } from './entry';
import { GroupCommit } from './group-commit';
import { entriesOf, openDirectory, openTemporary, type Opened } from './open-file';
import { UndoLog } from './undo-log';
import { View, rangeOptions } from './view';

const NEW = { noOverwrite: true };
/** How often a write is begun whose transaction LMDB itself refuses. */
const MOST_REFUSALS = 3;

/** The ordered bytes underneath: one LMDB database, one writer, group commit, and transactions' views of it. */
export class Store {
  /** Called when a commit failed (a full disk, say): what is held in memory is then ahead of the disk. */
  onCommitFailure: () => void = () => undefined;
  private readonly opened: Opened;
  private readonly entries: Database<Buffer, Buffer>;
  private readonly claims = new Claims();
  private readonly writer: GroupCommit;
  private readonly writing = new Set<Promise<unknown>>();
  private undoLog: UndoLog | undefined;
  private ambient: View | undefined;
  private closing = false;

  /** Opens `directory`, or a temporary one that close() removes. Throws DataDirectoryError. */
  constructor(directory?: string) {
    this.opened = directory === undefined ? openTemporary() : openDirectory(directory);
    this.entries = entriesOf(this.opened.root);
    this.writer = new GroupCommit(this.entries, () => this.onCommitFailure());
  }

  /** The transaction that is being served right now: all reads and writes are its own. */
  get view(): View | undefined {
    return this.ambient;
  }

  get openViews(): number {
    return this.claims.open.size;
  }

  get(key: Buffer): Buffer | undefined {
    return this.ambient ? this.ambient.get(key) : this.entries.getBinary(key);
  }

  has(key: Buffer): boolean {
    return this.ambient ? this.ambient.get(key) !== undefined : this.entries.doesExist(key);
  }

  /** Only within write(). */
  put(key: Buffer, value: Buffer): void {
    if (this.ambient) {
      this.ambient.put(key, value);
      return;
    }
    this.undoLog?.beforeWrite(key);
    this.entries.putSync(key, value);
  }

  /** Puts a value where there is none; false where there is one. Only within write(). */
  putNew(key: Buffer, value: Buffer): boolean {
    if (this.ambient || this.undoLog) {
      if (this.has(key)) return false;
      this.put(key, value);
      return true;
    }
    // Within a transaction it says whether it has put the value, which its types do not.
    const put = this.entries.putSync.bind(this.entries) as (...put: unknown[]) => unknown;
    return put(key, value, NEW) === true;
  }

  /** Only within write(). */
  remove(key: Buffer): void {
    if (this.ambient) {
      this.ambient.remove(key);
      return;
    }
    this.undoLog?.beforeWrite(key);
    this.entries.removeSync(key);
  }

  /** Entries with from <= key < to, or the same backwards. */
  range(from: Buffer, to: Buffer, reverse = false): Iterable<Entry> {
    if (this.ambient) return this.ambient.range(from, to, reverse);
    return this.entries.getRange(rangeOptions(from, to, reverse));
  }

  some(from: Buffer, to: Buffer, limit: number): Entry[] {
    if (this.ambient) return this.ambient.some(from, to, limit);
    return [...this.entries.getRange({ start: from, end: to, limit })];
  }

  keys(from: Buffer, to: Buffer, limit: number): Buffer[] {
    if (this.ambient) return this.some(from, to, limit).map(({ key }) => key);
    return [...this.entries.getKeys({ start: from, end: to, limit })];
  }

  /** How many entries there are from <= key < to. */
  count(from: Buffer, to: Buffer): number {
    if (this.ambient) return this.some(from, to, Infinity).length;
    return this.entries.getKeysCount({ start: from, end: to });
  }

  /**
   * Takes back a change in memory if the write that is going on has to be begun anew. Within a transaction that is
   * never so.
   */
  undoable(step: () => void): void {
    this.undoLog?.push(step);
  }

  /** Throws Busy when an open transaction uses the collection, whose shape is about to change. */
  refuseInUse(collection: number): void {
    if (!this.ambient) this.claims.refuseInUse(collection);
  }

  /** Begins a transaction on the newest state; `version` of the catalogue agrees with it. */
  beginView(version: number): View {
    this.entries.resetReadTxn();
    return new View(this.entries, this.entries.useReadTransaction(), this.claims, version);
  }

  /** Serves a transaction: everything that `work` does before it first waits reads and writes through its view. */
  within<R>(view: View, work: () => R): R {
    this.ambient = view;
    try {
      return work();
    } finally {
      this.ambient = undefined;
    }
  }

  /**
   * Runs `work` alone, in one durable transaction, and answers its result once that is on disk. Waits for open
   * transactions that have written what `work` would write. `work` may be run more than once.
   * What `work` wrote stays when it throws; with `atomic` it is undone.
   */
  async write<R>(work: () => R, atomic = false): Promise<R> {
    if (this.ambient) return work();
    const timed = withinTime();
    for (let refusals = 0; ;) {
      this.refuseClosing();
      try {
        const turn = () => this.guarded(() => timed.run(work));
        return await this.tracked(this.writer.add(turn, atomic));
      } catch (error) {
        if (error instanceof Busy) await timed.wait(error.until);
        else if (!(error instanceof CommitRefused) || ++refusals === MOST_REFUSALS) throw error;
      }
    }
  }

  private refuseClosing(): void {
    if (!this.closing) return;
    throw new MongoError('InterruptedAtShutdown', 'The server is shutting down');
  }

  private async tracked<R>(commit: Promise<R>): Promise<R> {
    this.writing.add(commit);
    try {
      return await commit;
    } finally {
      this.writing.delete(commit);
    }
  }

  private guarded<R>(work: () => R): R {
    if (this.claims.open.size > 0) this.undoLog = new UndoLog(this.claims, this.entries);
    try {
      return work();
    } catch (error) {
      if (error instanceof Busy) this.undoLog?.undo();
      throw error;
    } finally {
      this.undoLog = undefined;
    }
  }

  /** Remembers outside the file how long it is, so that a cut-off one is recognised. */
  stamp(): void {
    this.opened.stamp();
  }

  /** Waits for what is being written, then closes and lets go of the directory. */
  async close(): Promise<void> {
    this.closing = true;
    await Promise.allSettled(this.writing);
    await this.opened.root.close();
    this.opened.stamp();
    this.opened.release();
  }
}
