import type { Doc } from './bson/convert';
import { toBytes } from './bson/convert';
import { Cursors } from './cursors';
import { Matcher } from './query/matcher';
import { Catalog } from './storage/catalog';
import type { Collection, Namespace } from './storage/collection';
import { RetryLog } from './storage/retry-log';
import { Store } from './storage/store';
import { removeExpired } from './expiry';
import { attemptOf } from './sessions';
import type { CommandBody } from './wire/command-body';

const SWEEP_AT_ONCE = 5_000;

function compileFilter(filter: Doc): (document: Buffer) => boolean {
  const matcher = new Matcher(toBytes(filter));
  return (document) => matcher.matches(document);
}

/** Everything that commands act on. */
export class DatabaseNode {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly retries: RetryLog;
  readonly cursors = new Cursors();
  readonly startedAt = Date.now();
  /** host:port, once it listens. */
  address = '127.0.0.1:0';
  connections = 0;
  private readonly timer: NodeJS.Timeout;
  private sweeping = false;

  /** Opens a data directory, or memory without one. Throws DataDirectoryError. */
  constructor(data?: string, tidyEveryMs = 60_000) {
    this.store = new Store(data);
    this.catalog = new Catalog(this.store, compileFilter);
    this.retries = new RetryLog(this.store);
    this.timer = setInterval(() => void this.tidy(), tidyEveryMs).unref();
    void this.sweep();
  }

  /**
   * Runs a write command: alone, durable before it is answered, and answered as before when it is a retry.
   * `work` must have written nothing when it throws, unless `atomic` undoes it.
   */
  write(command: CommandBody, work: () => Doc, atomic = false): Promise<Doc> {
    const attempt = attemptOf(command);
    return this.store.write(() => {
      const before = attempt && this.retries.answered(attempt);
      if (before) return before;
      const reply = work();
      if (attempt) this.retries.record(attempt, reply);
      return reply;
    }, atomic);
  }

  /** A write into one collection, which is made when it is not there. */
  writeInto(
    command: CommandBody,
    namespace: Namespace,
    work: (collection: Collection) => Doc,
  ): Promise<Doc> {
    return this.write(command, () => {
      const collection = this.catalog.ensure(namespace);
      try {
        return work(collection);
      } finally {
        this.catalog.saveChanges(collection);
      }
    });
  }

  /** Frees the space of dropped collections bit by bit, so that others are not kept waiting. */
  async sweep(): Promise<void> {
    if (this.sweeping) return;
    this.sweeping = true;
    try {
      while (await this.store.write(() => this.catalog.sweep(SWEEP_AT_ONCE)));
    } catch {
      // closing: the rest is freed after the next start
    } finally {
      this.sweeping = false;
    }
  }

  private async tidy(): Promise<void> {
    try {
      await removeExpired(this.store, this.catalog, Date.now());
      await this.store.write(() => this.retries.sweep());
      this.store.stamp();
    } catch {
      // closing, or the disk is full: the next round tries again
    }
    await this.sweep();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.cursors.close();
    await this.store.close();
  }
}
