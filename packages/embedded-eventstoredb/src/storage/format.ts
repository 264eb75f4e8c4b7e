import type { Database } from 'lmdb';
import { DataDirectoryRefused } from './errors';

/** Raised whenever stored bytes change shape; an older version is upgraded here before the log is read. */
const FORMAT = 1;
const KEY = 'format';

/** @throws DataDirectoryRefused when a newer version of this package wrote the directory */
export function checkFormat(about: Database<string, string>, directory: string): void {
  const stored = about.get(KEY);
  if (stored === undefined) {
    about.putSync(KEY, String(FORMAT));
    return;
  }
  if (Number(stored) !== FORMAT) {
    throw new DataDirectoryRefused(
      'newer-format',
      directory,
      `it has format ${stored}, this version reads format ${FORMAT}`,
    );
  }
}
