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

  /** Where a server says that it listens. A port that it was given could be another's by the time it starts. */
  async url() {
    const [, url] = await this.says(/ listens on (\S+)\n/);
    return url;
  }

  /** Waits for the words, and answers with what was found; throws when the process ends before it says so. */
  async says(words) {
    for (;;) {
      const found = words.exec(this.output);
      if (found) return found;
      if (this.isOver) throw new Error(`${this.name} ended:\n${this.output}`);
      await Promise.race([once(this.#process.stdout, 'data'), this.ended]);
    }
  }

  async signal(name) {
    if (this.isOver) return;
    this.#process.kill(name);
    if (name === 'SIGKILL' || name === 'SIGTERM') await this.ended;
  }
}
