import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataDirectoryError } from '../errors';

/** When a process began, as Linux counts it; '' where that cannot be told. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')')).split(' ')[20] ?? '';
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process id alone may be taken over by another process after a crash, so the moment it started is compared too. */
function isHeld(lock: string): boolean {
  const [pid = '', started = ''] = readFileSync(lock, 'utf8').split(' ');
  return isRunning(Number(pid)) && startOf(Number(pid)) === started;
}

/** Takes the lock file of a directory and answers its path. Throws DataDirectoryError while another holds it. */
export function takeLock(directory: string): string {
  const lock = join(directory, 'lock');
  const mine = `${process.pid} ${startOf(process.pid)}`;
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      writeFileSync(lock, mine, { flag: 'wx' });
      return lock;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isHeld(lock)) break;
      rmSync(lock, { force: true });
    }
  }
  throw new DataDirectoryError('in-use', `${directory} is in use by another embedded-mongodb`);
}
