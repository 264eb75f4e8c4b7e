import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A process of ours that can be killed, held and let go on. */
export class Child {
  #process;
  output = '';

  constructor(name, args, env = {}) {
    this.name = name;
    this.#process = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk) => (this.output += chunk);
    this.#process.stdout.on('data', keep);
    this.#process.stderr.on('data', keep);
    this.ended = once(this.#process, 'close');
  }

  get isOver() {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  get exitCode() {
    return this.#process.exitCode;
  }

  /** Waits for the line; false when the process ends before it says so. */
  async says(line) {
    while (!this.output.includes(line)) {
      if (this.isOver) return false;
      await Promise.race([once(this.#process.stdout, 'data'), this.ended]);
    }
    return true;
  }

  async signal(name) {
    if (this.isOver) return;
    this.#process.kill(name);
    if (name === 'SIGKILL' || name === 'SIGTERM') await this.ended;
  }
}
