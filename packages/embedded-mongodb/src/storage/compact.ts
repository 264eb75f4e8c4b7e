import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Database } from 'lmdb';
import { DataDirectoryError } from '../errors';
import { claimDirectory, holdsDocuments, type ClaimedDirectory } from './data-directory';
import type { Entry } from './entry';
import { GARBAGE, WHOLE_COLLECTION, entriesRange, garbageIn } from './keys';
import { entriesOf, openFile } from './open-file';

/** The length of the documents' file, in bytes. */
export interface Compaction {
  readonly before: number;
  readonly after: number;
}

const ENTRIES_AT_ONCE = 5_000;
const BYTES_AT_ONCE = 16 * 1024 * 1024;
const APPEND = { append: true };
const FIRST = Buffer.from([0]);
const BEHIND_LAST = Buffer.from([0xff]);

type Entries = Database<Buffer, Buffer>;
type Range = readonly [from: Buffer, to: Buffer];

/** What was dropped and is not freed yet, in the order of its keys. */
function garbage(entries: Entries): Range[] {
  const [start, end] = GARBAGE;
  const ranges: Range[] = [GARBAGE];
  for (const key of entries.getKeys({ start, end })) {
    const { collection, index } = garbageIn(key);
    ranges.push(entriesRange(collection, index === WHOLE_COLLECTION ? undefined : index));
  }
  return ranges.sort(([a], [b]) => a.compare(b));
}

function* kept(entries: Entries): Generator<Entry, void, undefined> {
  let start: Buffer = FIRST;
  for (const [from, to] of [...garbage(entries), [BEHIND_LAST, BEHIND_LAST] as const]) {
    if (start.compare(from) < 0) yield* entries.getRange({ start, end: from });
    if (start.compare(to) < 0) start = to;
  }
}

function copy(from: Entries, to: Entries): void {
  let some: Entry[] = [];
  let bytes = 0;
  const flush = () => {
    to.transactionSync(() => {
      for (const { key, value } of some) to.putSync(key, value, APPEND);
    });
    some = [];
    bytes = 0;
  };
  for (const entry of kept(from)) {
    some.push(entry);
    bytes += entry.value.length;
    if (some.length === ENTRIES_AT_ONCE || bytes > BYTES_AT_ONCE) flush();
  }
  flush();
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Entry by entry: pages that are copied whole would take along what was deleted from them. */
async function copyFile(from: string, to: string): Promise<void> {
  const source = openFile(from, true);
  const target = openFile(to, true);
  try {
    copy(entriesOf(source), entriesOf(target));
  } finally {
    await target.close();
    await source.close();
  }
  sync(to);
}

/** The old file is the one that counts until the new one takes its name. */
async function compactClaimed(claimed: ClaimedDirectory): Promise<Compaction> {
  const { documents, next } = claimed;
  const before = statSync(documents).size;
  await copyFile(documents, next);
  const after = statSync(next).size;
  // Neither file is shorter than that, whichever it is that a crash leaves.
  claimed.stamp(Math.min(before, after));
  renameSync(next, documents);
  rmSync(`${documents}-lock`, { force: true });
  sync(dirname(documents));
  claimed.stamp();
  return { before, after };
}

/**
 * Writes a data directory anew, without free space and without anything that is deleted, dropped or replaced.
 * No server may be using it. A crash leaves it as it was, or compacted. Throws DataDirectoryError.
 */
export async function compact(directory: string): Promise<Compaction> {
  if (!holdsDocuments(directory)) {
    throw new DataDirectoryError('unusable', `${directory} holds no data`);
  }
  const claimed = claimDirectory(directory);
  try {
    return await compactClaimed(claimed);
  } finally {
    claimed.discardNext();
    claimed.release();
  }
}
