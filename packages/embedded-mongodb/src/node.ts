import { setTimeout } from 'node:timers/promises';
import type { Doc } from './bson/convert';
import { toBytes } from './bson/convert';
import { Cursors } from './cursors';
import { Matcher } from './query/matcher';
import { bypassing, compileValidator } from './query/validator';
import { Catalog } from './storage/catalog';
import type { Collection } from './storage/collection';
import type { Namespace } from './storage/namespace';
import { RetryLog } from './storage/retry-log';
import { Store } from './storage/store';
import { removeExpired } from './expiry';
import { attemptOf } from './sessions';
import { Transactions } from './transactions';
import type { CommandBody } from './wire/command-body';

/** MongoDB's transactionLifetimeLimitSeconds. */
const TRANSACTION_LIFETIME_MS = 60_000;
/** Dropped collections are freed for so long at a time, and nothing is freed for so long after. */
const SWEEP_MS = 2;
const SWEEP_PAUSE_MS = 20;

function compileFilter(filter: Doc): (document: Buffer) => boolean {
  const matcher = new Matcher(toBytes(filter));
  return (document) => matcher.matches(document);
}

/** Everything that commands act on. */
export class DatabaseNode {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly retries: RetryLog;
  readonly transactions: Transactions;
  readonly cursors = new Cursors();
  readonly startedAt = Date.now();
  /** host:port, once it listens. */
  address = '127.0.0.1:0';
  connections = 0;
  private readonly timer: NodeJS.Timeout;
  private sweeping: Promise<void> | undefined;

  /** Opens a data directory, or memory without one. Throws DataDirectoryError. */
  constructor(data?: string, tidyEveryMs = 60_000, lifetimeMs = TRANSACTION_LIFETIME_MS) {
    this.store = new Store(data);
    this.catalog = new Catalog(this.store, compileFilter, compileValidator);
    this.retries = new RetryLog(this.store);
    this.transactions = new Transactions(this.store, this.catalog, this.retries, lifetimeMs);
    this.transactions.onEnd = (view) => this.cursors.endTransaction(view);
    this.store.onCommitFailure = () => this.startAnew();
    this.timer = setInterval(() => void this.tidy(), tidyEveryMs).unref();
    void this.sweep();
  }

  /**
   * Runs a write command: alone, durable before it is answered, and answered as before when it is a retry.
   * `work` must have written nothing when it throws, unless `atomic` undoes it.
   */
  write(command: CommandBody, work: () => Doc, atomic = false): Promise<Doc> {
    const attempt = attemptOf(command);
    const bypass = command.boolean('bypassDocumentValidation');
    if (attempt) this.transactions.goneOn(attempt);
    return this.store.write(() => {
      const before = attempt && this.retries.answered(attempt);
      if (before) return before;
      const reply = bypassing(bypass, work);
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

  /** Frees the space of what was dropped bit by bit, between other work; ends when nothing is left of it. */
  sweep(): Promise<void> {
    this.sweeping ??= this.sweepAll().finally(() => (this.sweeping = undefined));
    return this.sweeping;
  }

  private async sweepAll(): Promise<void> {
    try {
      while (await this.store.write(() => this.catalog.garbage.sweep(SWEEP_MS))) {
        await setTimeout(SWEEP_PAUSE_MS, undefined, { ref: false });
      }
    } catch {
      // closing, or the disk is full: the rest is freed later, or after the next start
    }
  }

  /** A commit failed: what is in memory may be ahead of the disk. */
  private startAnew(): void {
    this.transactions.endAll();
    this.catalog.reload();
  }

  private async tidy(): Promise<void> {
    try {
      this.transactions.expire();
      await removeExpired(this.store, this.catalog, Date.now());
      await this.store.write(() => this.retries.sweep());
      this.store.stamp();
    } catch {
      // closing, or the disk is full: the next round tries again
    }
    void this.sweep();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    this.transactions.endAll();
    this.cursors.close();
    await this.store.close();
  }
}
