import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './paths.mjs';

const CLI = join(root, 'dist', 'src', 'cli.js');

/** One installation on a directory of its own: the whole system in a child process that can be killed. */
export class Server {
  #child;
  #output = '';

  constructor(directory, port) {
    this.directory = directory;
    this.port = port;
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get #environment() {
    return { ...process.env, HAILSTREAM_DATA: this.directory, PORT: String(this.port) };
  }

  /** What the present process has said. */
  get output() {
    return this.#output;
  }

  spawn() {
    this.#output = '';
    this.#child = spawn(process.execPath, [CLI, 'start', '--no-sample'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => (this.#output += chunk);
    this.#child.stdout.on('data', keep);
    this.#child.stderr.on('data', keep);
  }

  /** Throws with all that the process said when it ends before it listens. */
  async listening() {
    while (!this.#output.includes('listens on')) {
      if (this.#hasEnded) throw new Error(`The server did not start:\n${this.#output}`);
      await Promise.race([once(this.#child.stdout, 'data'), once(this.#child, 'exit')]);
    }
  }

  /** `kill -9`: both databases die with the process, wherever they are. */
  async kill() {
    if (this.#hasEnded) return;
    this.#child.kill('SIGKILL');
    await once(this.#child, 'exit');
  }

  async stop() {
    if (!this.#child || this.#hasEnded) return;
    this.#child.kill('SIGINT');
    await once(this.#child, 'exit');
  }

  /** Where the stores of the running process are. */
  async stores() {
    return JSON.parse(await readFile(join(this.directory, 'running.json'), 'utf8'));
  }

  /** Runs a command of the CLI beside the server and answers with what it printed. */
  async cli(...args) {
    const child = spawn(process.execPath, [CLI, ...args], { env: this.#environment });
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += chunk));
    child.stderr.on('data', (chunk) => (printed += chunk));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${printed}`);
    return printed;
  }

  get #hasEnded() {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

export async function freePort() {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
