import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { DataDirectoryError, MongoError } from '../errors';
import { claimDirectory } from './data-directory';

/** Address space, not disk: the file grows as needed below it. Windows would allocate it at once. */
const MAP_BYTES = 1024 ** 4;

export interface Entry {
  readonly key: Buffer;
  readonly value: Buffer;
}

interface Opened {
  readonly root: RootDatabase<Buffer, Buffer>;
  stamp(): void;
  release(): void;
}

function openFile(path: string, inMemory: boolean): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path,
    noSubdir: true,
    maxReaders: 64,
    noSync: inMemory,
    // A commit then resolves only once it is on disk, which is what an acknowledgement promises.
    overlappingSync: false,
    ...(process.platform === 'win32' ? {} : { mapSize: MAP_BYTES }),
  });
}

function openDirectory(directory: string): Opened {
  const claimed = claimDirectory(directory);
  try {
    return {
      root: openFile(claimed.documents, false),
      stamp: () => claimed.stamp(),
      release: () => claimed.release(),
    };
  } catch (error) {
    claimed.release();
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataDirectoryError('damaged', `${directory} is damaged: ${reason}`, { cause: error });
  }
}

function openTemporary(): Opened {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-mongodb-'));
  return {
    root: openFile(join(directory, 'documents.mdb'), true),
    stamp: () => undefined,
    release: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The ordered bytes underneath: one LMDB database, one writer, group commit. */
export class Store {
  private readonly opened: Opened;
  private readonly entries: Database<Buffer, Buffer>;
  private closing = false;
  private readonly writing = new Set<Promise<unknown>>();
  /** Called when a commit failed (a full disk, say): what is held in memory is then ahead of the disk. */
  onCommitFailure: () => void = () => undefined;

  /** Opens `directory`, or a temporary one that close() removes. Throws DataDirectoryError. */
  constructor(directory?: string) {
    this.opened = directory === undefined ? openTemporary() : openDirectory(directory);
    this.entries = this.opened.root.openDB<Buffer, Buffer>('entries', {
      encoding: 'binary',
      keyEncoding: 'binary',
    });
  }

  get(key: Buffer): Buffer | undefined {
    return this.entries.getBinary(key);
  }

  has(key: Buffer): boolean {
    return this.entries.doesExist(key);
  }

  /** Only within write(). */
  put(key: Buffer, value: Buffer): void {
    this.entries.putSync(key, value);
  }

  /** Only within write(). */
  remove(key: Buffer): void {
    this.entries.removeSync(key);
  }

  /** Entries with from <= key < to, or the same backwards. */
  range(from: Buffer, to: Buffer, reverse = false): Iterable<Entry> {
    return reverse
      ? this.entries.getRange({
          start: to,
          end: from,
          reverse,
          exclusiveStart: true,
          inclusiveEnd: true,
        })
      : this.entries.getRange({ start: from, end: to });
  }

  some(from: Buffer, to: Buffer, limit: number): Entry[] {
    return [...this.entries.getRange({ start: from, end: to, limit })];
  }

  keys(from: Buffer, to: Buffer, limit: number): Buffer[] {
    return [...this.entries.getKeys({ start: from, end: to, limit })];
  }

  /**
   * Runs `work` alone, in one durable transaction, and answers its result once that is on disk.
   * What `work` wrote stays when it throws; with `atomic` it is undone.
   */
  async write<R>(work: () => R, atomic = false): Promise<R> {
    if (this.closing) throw new MongoError('InterruptedAtShutdown', 'The server is shutting down');
    const commit = this.commit(work, atomic);
    this.writing.add(commit);
    try {
      return await commit;
    } finally {
      this.writing.delete(commit);
    }
  }

  private async commit<R>(work: () => R, atomic: boolean): Promise<R> {
    const failed = { byWork: false };
    const guarded = (): R => {
      try {
        return work();
      } catch (error) {
        failed.byWork = true;
        throw error;
      }
    };
    try {
      return await (atomic
        ? this.entries.childTransaction(guarded)
        : this.entries.transaction(guarded));
    } catch (error) {
      if (!failed.byWork) this.onCommitFailure();
      throw error;
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
