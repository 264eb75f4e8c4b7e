import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryRefused } from './errors';
import type { Tables } from './tables';

const MAGIC = 0xbeefc0de;
const META_SIZE = 192;
const SMALLEST_PAGE = 512;
/** LMDB may leave the last few pages of its file unwritten when they were freed again at once. */
const PAGES_LEFT_UNWRITTEN = 64;
/** How many records are looked at on start. */
const NEWEST = 1000;

/** What LMDB's two meta pages say; the one with the newer transaction counts. */
interface Meta {
  pageSize: number;
  lastPage: number;
  transaction: number;
}

function readMeta(file: number, at: number): Meta | undefined {
  const bytes = Buffer.alloc(META_SIZE);
  if (readSync(file, bytes, 0, META_SIZE, at) < META_SIZE) return undefined;
  if (bytes.readUInt32LE(24) !== MAGIC) return undefined;
  return {
    pageSize: bytes.readUInt32LE(48),
    lastPage: Number(bytes.readBigUInt64LE(144)),
    transaction: Number(bytes.readBigUInt64LE(152)),
  };
}

function newestMeta(file: number): Meta | undefined {
  const first = readMeta(file, 0);
  if (first === undefined || first.pageSize < SMALLEST_PAGE) return undefined;
  const second = readMeta(file, first.pageSize);
  return second !== undefined && second.transaction > first.transaction ? second : first;
}

/** How many bytes the file lacks; undefined when it is not LMDB's. */
function missingBytes(file: number): { missing: number; pageSize: number } | undefined {
  const { size } = fstatSync(file);
  if (size === 0) return { missing: 0, pageSize: SMALLEST_PAGE };
  const meta = newestMeta(file);
  if (meta === undefined) return undefined;
  const { pageSize, lastPage } = meta;
  return { missing: (lastPage + 1) * pageSize - size, pageSize };
}

function openFile(path: string, directory: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataDirectoryRefused('unusable', directory, (error as Error).message);
  }
}

/**
 * Looks at the file before LMDB maps it into memory.
 * @returns false when pages are missing that may not matter
 * @throws DataDirectoryRefused when the file is not LMDB's, or is cut short
 */
export function isFileWhole(directory: string): boolean {
  const path = join(directory, 'data.mdb');
  const file = openFile(path, directory);
  if (file === undefined) return true;
  try {
    const found = missingBytes(file);
    if (found === undefined) {
      throw new DataDirectoryRefused('damaged', directory, 'data.mdb is not an LMDB file');
    }
    const { missing, pageSize } = found;
    if (missing > PAGES_LEFT_UNWRITTEN * pageSize) {
      throw new DataDirectoryRefused('damaged', directory, 'data.mdb is cut short');
    }
    // Reading behind the end of a mapped file would end the process instead of giving an error. Appended, for
    // setting the length would take away what a node that is running wrote meanwhile.
    if (missing > 0) appendFileSync(path, Buffer.alloc(missing));
    return missing <= 0;
  } finally {
    closeSync(file);
  }
}

function readThrough(rows: Iterable<unknown>): void {
  const iterator = rows[Symbol.iterator]();
  while (iterator.next().done !== true);
}

/**
 * Reads the newest records, which a crash could have harmed.
 * @throws DataDirectoryRefused when one of them, or anything in a file that is not whole, is unreadable
 */
export function refuseDamagedLog(
  { log, names, index }: Tables,
  directory: string,
  isWhole: boolean,
): void {
  try {
    if (!isWhole) [log.range({}), names.getRange({}), index.getRange({})].forEach(readThrough);
    readThrough(log.range({ reverse: true, limit: NEWEST }));
  } catch (cause) {
    const explanation = `the log does not read back: ${(cause as Error).message}`;
    throw new DataDirectoryRefused('damaged', directory, explanation);
  }
}
