import type { Database } from 'lmdb';
import { DataDirectoryRefused } from './errors';

/**
 * Raised whenever stored bytes change shape. Once a version is released, an older format is upgraded here
 * before the log is read; format 1, without checksums, never was.
 */
const FORMAT = 2;
const KEY = 'format';

/** @throws DataDirectoryRefused when a version of this package with another format wrote the directory */
export function checkFormat(about: Database<string, string>, directory: string): void {
  const stored = about.get(KEY) ?? FORMAT;
  if (Number(stored) === FORMAT) return;
  throw new DataDirectoryRefused(
    Number(stored) > FORMAT ? 'newer-format' : 'older-format',
    directory,
    `it has format ${stored}, this version reads format ${FORMAT}`,
  );
}

/** Marks a new directory. */
export function stampFormat(about: Database<string, string>): void {
  if (about.get(KEY) === undefined) about.putSync(KEY, String(FORMAT));
}
