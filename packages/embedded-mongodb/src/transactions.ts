import { withinTime } from './deadline';
import { MongoError } from './errors';
import { aborted, alreadyCommitted, noMatch, tooOld, type Transaction } from './transaction';
import type { Catalog } from './storage/catalog';
import type { RetryLog, WriteAttempt } from './storage/retry-log';
import type { Store } from './storage/store';
import type { View } from './storage/view';

const SESSION_LIFETIME_MS = 30 * 60_000;
/** Each has a snapshot and memory of its own. */
const MOST_OPEN = 2_000;

/** The newest multi-document transaction of each session. */
export class Transactions {
  private readonly bySession = new Map<string, Transaction>();
  /** Called when a transaction is over: its cursors end with it. */
  onEnd: (view: View) => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly catalog: Catalog,
    private readonly log: RetryLog,
    private readonly lifetimeMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** Carries out one statement of a transaction; one that fails ends the transaction, as MongoDB does. */
  async statement<R>(
    attempt: WriteAttempt,
    starts: boolean,
    work: () => R | Promise<R>,
    failed: (reply: R) => boolean,
  ): Promise<R> {
    const timed = withinTime();
    const transaction = starts ? await this.begin(attempt) : this.continued(attempt);
    transaction.usedAt = this.now();
    const { view } = transaction;
    if (!view || view.isOver) throw aborted(attempt.txnNumber);
    try {
      const reply = await timed.run(() => this.store.within(view, work));
      if (!view.isVerified) await this.store.write(() => view.verify());
      if (failed(reply)) this.abandon(transaction);
      return reply;
    } catch (error) {
      this.abandon(transaction);
      throw error;
    }
  }

  /** Makes everything durable at once; asked again, it answers the same. */
  async commit(attempt: WriteAttempt): Promise<void> {
    const transaction = this.find(attempt);
    if (!transaction) {
      if (this.log.hasCommitted(attempt)) return;
      throw this.unknown(attempt);
    }
    if (transaction.state === 'aborted') throw aborted(attempt.txnNumber);
    transaction.commit ??= this.commitNow(transaction, attempt);
    await transaction.commit;
  }

  abort(attempt: WriteAttempt): void {
    const transaction = this.find(attempt);
    if (!transaction) throw this.unknown(attempt);
    if (transaction.state === 'aborted') throw aborted(attempt.txnNumber);
    if (transaction.state !== 'open') {
      throw alreadyCommitted(attempt.txnNumber);
    }
    this.abandon(transaction);
  }

  /** A retryable write with a newer number ends an open transaction of its session. Throws TransactionTooOld. */
  goneOn({ session, txnNumber }: WriteAttempt): void {
    const last = this.bySession.get(session.toString('hex'));
    if (!last) return;
    if (last.number > txnNumber) throw tooOld(txnNumber, last.number);
    if (last.number < txnNumber) this.abandon(last);
  }

  endSession(session: string): void {
    const transaction = this.bySession.get(session);
    if (transaction) this.abandon(transaction);
    this.bySession.delete(session);
  }

  /** Forgets the sessions that nobody has used for long. */
  expire(): void {
    for (const [session, { usedAt }] of this.bySession) {
      if (this.now() - usedAt > SESSION_LIFETIME_MS) this.endSession(session);
    }
  }

  endAll(): void {
    for (const session of [...this.bySession.keys()]) this.endSession(session);
  }

  private find({ session, txnNumber }: WriteAttempt): Transaction | undefined {
    const last = this.bySession.get(session.toString('hex'));
    if (last && last.number > txnNumber) throw tooOld(txnNumber, last.number);
    return last?.number === txnNumber ? last : undefined;
  }

  private unknown({ session, txnNumber }: WriteAttempt): MongoError {
    return noMatch(txnNumber, this.bySession.get(session.toString('hex'))?.number ?? -1n);
  }

  private continued(attempt: WriteAttempt): Transaction {
    const transaction = this.find(attempt);
    if (!transaction) throw this.unknown(attempt);
    if (transaction.state === 'open') return transaction;
    if (transaction.state === 'aborted') throw aborted(attempt.txnNumber);
    throw alreadyCommitted(attempt.txnNumber);
  }

  private async begin(attempt: WriteAttempt): Promise<Transaction> {
    this.checkStart(attempt);
    this.goneOn(attempt);
    const transaction: Transaction = {
      number: attempt.txnNumber,
      state: 'open',
      view: undefined,
      usedAt: this.now(),
    };
    this.bySession.set(attempt.session.toString('hex'), transaction);
    // In the store's turn the catalogue's version is taken, after it a snapshot that has all of that version.
    const version = await this.store.write(() => this.catalog.version);
    if (this.bySession.get(attempt.session.toString('hex')) !== transaction) return transaction;
    transaction.view = this.store.beginView(version);
    transaction.timer = setTimeout(() => this.abandon(transaction), this.lifetimeMs).unref();
    return transaction;
  }

  private checkStart(attempt: WriteAttempt): void {
    if (this.find(attempt) !== undefined || this.log.hasCommitted(attempt)) {
      throw new MongoError(
        'ConflictingOperationInProgress',
        `Cannot start a transaction at given transaction number ${attempt.txnNumber.toString()}: it has been used`,
      );
    }
    if (this.store.openViews >= MOST_OPEN) {
      throw new MongoError('WriteConflict', 'Too many transactions are open');
    }
  }

  private async commitNow(transaction: Transaction, attempt: WriteAttempt): Promise<void> {
    const { view } = transaction;
    transaction.state = 'committing';
    try {
      if (view?.hasWritten) {
        await this.store.write(() => {
          view.apply();
          this.log.recordCommit(attempt);
          this.end(transaction, 'committed');
        });
      }
      this.end(transaction, 'committed');
    } catch (error) {
      this.end(transaction, 'aborted');
      throw error;
    }
  }

  /** One that is being committed is over only when that is done. */
  private abandon(transaction: Transaction): void {
    if (transaction.state === 'open') this.end(transaction, 'aborted');
  }

  private end(transaction: Transaction, state: 'committed' | 'aborted'): void {
    const { view } = transaction;
    transaction.state = state;
    transaction.view = undefined;
    clearTimeout(transaction.timer);
    if (!view) return;
    view.end();
    this.onEnd(view);
  }
}
