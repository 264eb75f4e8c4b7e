import { randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import { DataDirectoryRefused } from './errors';

const KEY = 'owner';
const ZOMBIE = 'Z';

interface Owner {
  pid: number;
  started: string;
  token: string;
  /** The file that is owned: a copy of it carries the record, but belongs to nobody. */
  file?: number;
}

/** When a process started, where the system tells: a pid alone may belong to another process by now. */
function startedAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === ZOMBIE ? 'dead' : (fields[18] ?? '');
  } catch {
    return '';
  }
}

function isAlive({ pid, started, file }: Owner, here: number): boolean {
  if (file !== undefined && file !== here) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return startedAt(pid) === started;
}

function ownerOf(about: Database<string, string>): Owner | undefined {
  const stored = about.get(KEY);
  return stored === undefined ? undefined : (JSON.parse(stored) as Owner);
}

/**
 * Makes this process the only one to write here. The record is read and written in one LMDB write
 * transaction, which excludes other processes, and an owner that died gives no trouble.
 * @returns the token to {@link release} with
 */
export function claim(
  root: RootDatabase,
  about: Database<string, string>,
  directory: string,
): string {
  const token = randomUUID();
  const file = statSync(join(directory, 'data.mdb')).ino;
  const mine: Owner = { pid: process.pid, started: startedAt(process.pid), token, file };
  const holder = root.transactionSync(() => {
    const owner = ownerOf(about);
    if (owner !== undefined && isAlive(owner, file)) return owner;
    about.putSync(KEY, JSON.stringify(mine));
    return undefined;
  });
  if (holder !== undefined) {
    throw new DataDirectoryRefused('in-use', directory, `process ${holder.pid} is using it`);
  }
  return token;
}

export function release(root: RootDatabase, about: Database<string, string>, token: string): void {
  root.transactionSync(() => {
    if (ownerOf(about)?.token === token) about.removeSync(KEY);
  });
}
