import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open, type Database, type RootDatabase } from 'lmdb';
import { DataDirectoryError } from '../errors';
import { claimDirectory } from './data-directory';

/** Address space, not disk: the file grows as needed below it. Windows would allocate it at once. */
const MAP_BYTES = 1024 ** 4;
/** Every open transaction reads its own snapshot. */
const MOST_READERS = 4_096;

export interface Opened {
  readonly root: RootDatabase<Buffer, Buffer>;
  stamp(): void;
  release(): void;
}

export function openFile(path: string, noSync: boolean): RootDatabase<Buffer, Buffer> {
  return open<Buffer, Buffer>({
    path,
    noSubdir: true,
    maxReaders: MOST_READERS,
    noSync,
    // A commit then resolves only once it is on disk, which is what an acknowledgement promises.
    overlappingSync: false,
    // Otherwise lmdb-js keeps a promise to itself, and a commit that fails would end the process.
    eventTurnBatching: false,
    ...(process.platform === 'win32' ? {} : { mapSize: MAP_BYTES }),
  });
}

/** Everything that is kept, in one ordered key space. */
export function entriesOf(root: RootDatabase<Buffer, Buffer>): Database<Buffer, Buffer> {
  return root.openDB('entries', { encoding: 'binary', keyEncoding: 'binary' });
}

export function openDirectory(directory: string): Opened {
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

export function openTemporary(): Opened {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-mongodb-'));
  return {
    root: openFile(join(directory, 'documents.mdb'), true),
    stamp: () => undefined,
    release: () => rmSync(directory, { recursive: true, force: true }),
  };
}
