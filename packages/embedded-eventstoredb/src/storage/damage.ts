import { closeSync, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryRefused } from './errors';
import { createdAt, positionOf } from './stored';
import type { Tables } from './tables';

const MAGIC = 0xbeefc0de;
const META_SIZE = 192;
const SMALLEST_PAGE = 512;
/** LMDB may leave the last few pages of its file unwritten when they were freed again at once. */
const PAGES_LEFT_UNWRITTEN = 64;

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

/** How many pages the file lacks; undefined when it is not LMDB's. */
function missingPages(file: number): number | undefined {
  const { size } = fstatSync(file);
  if (size === 0) return 0;
  const meta = newestMeta(file);
  if (meta === undefined) return undefined;
  const expected = (meta.lastPage + 1) * meta.pageSize;
  const missing = Math.ceil((expected - size) / meta.pageSize);
  // Reading behind the end of a mapped file would end the process instead of giving an error.
  if (missing > 0 && missing <= PAGES_LEFT_UNWRITTEN) ftruncateSync(file, expected);
  return missing;
}

function openFile(directory: string): number | undefined {
  try {
    return openSync(join(directory, 'data.mdb'), 'r+');
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
  const file = openFile(directory);
  if (file === undefined) return true;
  try {
    const missing = missingPages(file);
    if (missing === undefined) {
      throw new DataDirectoryRefused('damaged', directory, 'data.mdb is not an LMDB file');
    }
    if (missing > PAGES_LEFT_UNWRITTEN) {
      throw new DataDirectoryRefused('damaged', directory, 'data.mdb is cut short');
    }
    return missing <= 0;
  } finally {
    closeSync(file);
  }
}

function readThrough({ log, names, index }: Tables): void {
  for (const table of [log, names, index]) table.getRange({}).forEach(() => undefined);
}

function checkNewest({ log }: Tables): void {
  for (const { key, value } of log.getRange({ reverse: true, limit: 1 })) {
    if (positionOf(value) !== key || !(createdAt(value) > 0)) throw new Error('it is garbled');
  }
}

/** @throws DataDirectoryRefused when the newest record, or anything in a file that is not whole, is unreadable */
export function refuseDamagedLog(tables: Tables, directory: string, isWhole: boolean): void {
  try {
    if (!isWhole) readThrough(tables);
    checkNewest(tables);
  } catch (cause) {
    const explanation = `the log does not read back: ${(cause as Error).message}`;
    throw new DataDirectoryRefused('damaged', directory, explanation);
  }
}
