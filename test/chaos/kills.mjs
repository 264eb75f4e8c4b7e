/* global AbortController */
import { setTimeout as pause } from 'node:timers/promises';

/** The server is killed so long after the answer that is its moment: in the midst of what the others wait for. */
const LONGEST_AFTER_MS = 25;
/** Of the restarts, so many are killed as well, before they are ready. */
const KILLED_AT_START = 0.25;
const LONGEST_START_MS = 1200;
/** At every so manieth kill the replay dies too, and is begun again from its first row. */
const REPLAY_DIES_EVERY = 5;

/** Kills and restarts a server as a replay reaches the moments that were drawn for it. */
export class Kills {
  #answers = 0;
  #working = Promise.resolve();
  #replay = new AbortController();
  #failure;
  done = 0;
  atStart = 0;

  constructor(server, moments, random) {
    this.server = server;
    this.moments = [...moments];
    this.random = random;
  }

  /** Aborts when the replay is to die with the server. */
  get signal() {
    return this.#replay.signal;
  }

  beginAgain() {
    this.#replay = new AbortController();
  }

  answered(count) {
    this.#answers += count;
    while (this.moments.length > 0 && this.#answers >= this.moments[0]) {
      this.moments.shift();
      this.#working = this.#working.then(() => this.#kill()).catch((error) => this.#giveUp(error));
    }
  }

  /** @throws what the first restart that failed ended with */
  async settled() {
    await this.#working;
    if (this.#failure) throw this.#failure;
  }

  #giveUp(error) {
    this.#failure ??= error;
    this.moments = [];
    this.#replay.abort();
  }

  async #kill() {
    await pause(this.random() * LONGEST_AFTER_MS);
    await this.server.kill();
    this.done += 1;
    if (this.done % REPLAY_DIES_EVERY === 0) this.#replay.abort();
    this.server.spawn();
    if (this.random() < KILLED_AT_START) {
      await pause(this.random() * LONGEST_START_MS);
      await this.server.kill();
      this.atStart += 1;
      this.server.spawn();
    }
    await this.server.listening();
  }
}
