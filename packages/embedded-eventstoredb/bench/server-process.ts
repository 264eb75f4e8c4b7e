import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const CLI = join(__dirname, '..', 'cli.js');

/** Starts a node as a process of its own; gives its connection string too. */
export async function startProcess(
  directory: string,
  ...options: string[]
): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [CLI, '--port', '0', '--data', directory, ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return [child, line.replace('listening on ', '')];
}
