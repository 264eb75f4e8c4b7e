import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { BackupRefused } from './errors';

/** lmdb-js has it, its type declares it one level too deep. */
interface Copyable {
  backup(path: string, compact: boolean): Promise<void>;
}

function isFree(directory: string): boolean {
  try {
    return readdirSync(directory).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw new BackupRefused(directory, (error as Error).message);
  }
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * Copies the newest state on disk, without the pages that are free. The copy appears under its name when it
 * is whole and synced: a backup that was interrupted leaves only a directory ending in `.partial`.
 * @throws BackupRefused when there is something at `to`
 */
export async function copyTo(root: RootDatabase, to: string): Promise<void> {
  const target = resolve(to);
  if (!isFree(target)) throw new BackupRefused(target, 'it is not empty');
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  await (root as unknown as Copyable).backup(partial, true);
  sync(join(partial, 'data.mdb'));
  rmSync(target, { recursive: true, force: true });
  renameSync(partial, target);
  sync(dirname(target));
}

/** Copies a log from beside the node that may be using it. */
export async function copyFrom(data: string, to: string): Promise<void> {
  const root = open({ path: data, noSubdir: false, readOnly: true, maxDbs: 8 });
  try {
    await copyTo(root, to);
  } finally {
    await root.close();
  }
}
