import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors';
import { takeLock } from './directory-lock';

/** Raised whenever older code could no longer read what is written; stored in every directory. */
const FORMAT = 1;
const PRODUCT = 'embedded-mongodb';
/** Where LMDB's meta pages say what this check needs (LMDB data format 2). */
const META = { magicAt: 24, pageSizeAt: 48, lastPageAt: 144, bytes: 160, magic: 0xbeefc0de };

interface Stamp {
  readonly format: number;
  /** The file never shrinks: a shorter one has been cut off. */
  readonly bytes: number;
}

function damaged(directory: string, what: string): DataDirectoryError {
  return new DataDirectoryError('damaged', `${directory} is damaged: ${what}`);
}

function documentsOf(directory: string): string {
  return join(directory, 'documents.mdb');
}

export function holdsDocuments(directory: string): boolean {
  return existsSync(documentsOf(directory));
}

function readStamp(directory: string): Stamp | undefined {
  const file = join(directory, 'format.json');
  if (!existsSync(file)) return undefined;
  try {
    const read = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const { product, format, bytes } = read;
    if (product === PRODUCT && typeof format === 'number') return { format, bytes: Number(bytes) };
  } catch {
    // falls through to the same answer as a file that says something else
  }
  throw damaged(directory, 'format.json cannot be read');
}

function lengthOf(documents: string): number {
  return existsSync(documents) ? statSync(documents).size : 0;
}

function writeStamp(directory: string, bytes = lengthOf(documentsOf(directory))): void {
  const file = join(directory, 'format.json');
  const stamp = { product: PRODUCT, format: FORMAT, bytes };
  writeFileSync(`${file}.next`, `${JSON.stringify(stamp)}\n`);
  renameSync(`${file}.next`, file);
}

function checkStamp(directory: string): number {
  const stamp = readStamp(directory);
  if (!stamp && existsSync(documentsOf(directory))) {
    throw damaged(directory, 'format.json is missing');
  }
  if (stamp && stamp.format > FORMAT) {
    throw new DataDirectoryError(
      'newer-format',
      `${directory} has format ${stamp.format}, written by a newer embedded-mongodb (this one reads up to ${FORMAT})`,
    );
  }
  return stamp?.bytes ?? 0;
}

/** LMDB maps the file: touching what is not there would end the process, so the file is looked at beforehand. */
function checkDocuments(directory: string, expectedBytes: number): void {
  const path = documentsOf(directory);
  const size = lengthOf(path);
  if (size < expectedBytes) throw damaged(directory, 'documents.mdb is cut off');
  if (size === 0) return;
  const file = openSync(path, 'r+');
  try {
    const meta = Buffer.alloc(META.bytes);
    readSync(file, meta, 0, meta.length, 0);
    if (meta.readUInt32LE(META.magicAt) !== META.magic) {
      throw damaged(directory, 'documents.mdb cannot be read');
    }
    completePages(file, meta);
  } finally {
    closeSync(file);
  }
}

/** Pages that were handed out but never written may lie behind the end of the file; LMDB may still map them. */
function completePages(file: number, meta: Buffer): void {
  const pageSize = meta.readUInt32LE(META.pageSizeAt);
  const second = Buffer.alloc(META.bytes);
  readSync(file, second, 0, second.length, pageSize);
  const lastPage = [meta, second].map((one) => Number(one.readBigUInt64LE(META.lastPageAt)));
  const needed = (Math.max(...lastPage) + 1) * pageSize;
  if (fstatSync(file).size < needed) ftruncateSync(file, needed);
}

/** A directory that is ours until it is released. */
export interface ClaimedDirectory {
  readonly documents: string;
  /** Where a file is made that is to take the place of the documents. */
  readonly next: string;
  /** Remembers how long the file is by now, or at least will be. */
  stamp(bytes?: number): void;
  /** Removes what was begun there and did not come to its end: it holds documents too. */
  discardNext(): void;
  release(): void;
}

function claim(directory: string): ClaimedDirectory {
  mkdirSync(directory, { recursive: true });
  const lock = takeLock(directory);
  const release = () => rmSync(lock, { force: true });
  const next = `${documentsOf(directory)}.next`;
  const discardNext = () => {
    for (const file of [next, `${next}-lock`]) rmSync(file, { force: true });
  };
  try {
    checkDocuments(directory, checkStamp(directory));
    discardNext();
    writeStamp(directory);
  } catch (error) {
    release();
    throw error;
  }
  const stamp = (bytes?: number) => writeStamp(directory, bytes);
  return { documents: documentsOf(directory), next, stamp, discardNext, release };
}

/** Makes a directory ready to be opened and keeps every other process out of it. Throws DataDirectoryError. */
export function claimDirectory(directory: string): ClaimedDirectory {
  try {
    return claim(directory);
  } catch (error) {
    if (error instanceof DataDirectoryError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DataDirectoryError('unusable', `${directory} cannot be used: ${reason}`, {
      cause: error,
    });
  }
}
