import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { ClientSession, Collection, Db, MongoClient } from 'mongodb';

/** Without a sign of life for so long a holder has died; what it held is taken over. */
const LASTS_MS = 3500;
const RENEWED_EVERY_MS = 1000;
const ASKED_EVERY_MS = 500;

/** Who may do something that only one may do at a time. All times are the database's own. */
interface LeaseEntry {
  readonly _id: string;
  /** Grows with every holder: what an earlier one writes late is told by it. */
  readonly token: number;
  readonly holder: string | null;
  readonly since: Date | null;
  /** The holder's last sign of life. */
  readonly seenAt: Date | null;
  readonly until: Date;
  /** The holder's session, for the next holder to end what the dead one left open. */
  readonly session: ClientSession['id'] | null;
}

/** One holding, from its beginning on: the fencing log. */
export interface Holding {
  readonly _id: string;
  readonly name: string;
  readonly token: number;
  readonly holder: string;
  readonly since: Date;
  /** The holder's last sign of life, which is behind its last write; null while nobody has come after it. */
  readonly seenAt: Date | null;
}

/** Somebody else holds the lease now; whatever was being written in its name was refused. */
export class LeaseLost extends Error {
  constructor(readonly lease: string) {
    super(`${lease} is held by somebody else now`);
  }
}

/** Leases with fencing tokens: at most one holder each, over all processes on one database. */
export class Leases {
  constructor(
    private readonly db: Db,
    private readonly client: MongoClient,
    private readonly lastsMs = LASTS_MS,
  ) {}

  /** The lease if nobody holds it, or its holder has died. */
  async tryAcquire(name: string): Promise<Lease | undefined> {
    const nobody = { holder: null, since: null, seenAt: null, session: null };
    const unheld = { token: 0, ...nobody, until: new Date(0) };
    await this.leases.updateOne({ _id: name }, { $setOnInsert: unheld }, { upsert: true });
    const isOver = { _id: name, $expr: { $lte: ['$until', '$$NOW'] } };
    const before = await this.leases.findOne(isOver);
    if (!before) return undefined;
    await this.endTransactionsOf(before);
    const holder = randomUUID();
    const session = this.client.startSession();
    const token = before.token + 1;
    const until = this.untilFromNow();
    const from = { since: '$$NOW', seenAt: '$$NOW', until };
    const ours = { token, holder, ...from, session: { $literal: session.id } };
    const taken = await this.leases.findOneAndUpdate(
      { ...isOver, token: before.token },
      [{ $set: ours }],
      { returnDocument: 'after' },
    );
    if (!taken) {
      await session.endSession();
      return undefined;
    }
    await this.note(before, taken);
    return new Lease(name, token, this.leases, session, until);
  }

  /** Waits for its turn; undefined when `signal` aborts first. */
  async acquire(name: string, signal: AbortSignal): Promise<Lease | undefined> {
    while (!signal.aborted) {
      const lease = await this.tryAcquire(name);
      if (lease) return lease;
      await pause(ASKED_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** Who holds it now; undefined when nobody does. */
  async holderOf(name: string): Promise<Holding | undefined> {
    const isHeld = { _id: name, $expr: { $gt: ['$until', '$$NOW'] } };
    const entry = await this.leases.findOne(isHeld);
    if (!entry) return undefined;
    const _id = `${name}#${entry.token}`;
    return (await this.holdings.findOne({ _id })) ?? undefined;
  }

  /** Only now is it certain that the one before writes no more. */
  private async note(
    { token, seenAt }: LeaseEntry,
    { _id: name, ...taken }: LeaseEntry,
  ): Promise<void> {
    await this.holdings.updateOne({ _id: `${name}#${token}` }, { $set: { seenAt } });
    const { holder, since } = taken;
    if (holder === null || since === null) return;
    const holding = { name, token: taken.token, holder, since, seenAt: null };
    await this.holdings.insertOne({ _id: `${name}#${taken.token}`, ...holding });
  }

  /**
   * A process that died in a transaction would otherwise block what it has written there, the lease itself among it, until
   * the server gives it up: a minute by default.
   */
  private async endTransactionsOf({ session }: LeaseEntry): Promise<void> {
    if (session?.id) await this.db.command({ killSessions: [{ id: session.id }] });
  }

  private untilFromNow() {
    return { $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: this.lastsMs } };
  }

  private get leases(): Collection<LeaseEntry> {
    return this.db.collection('leases');
  }

  private get holdings(): Collection<Holding> {
    return this.db.collection('lease_log');
  }
}

/** Held until it is released, or until its holder has not been heard of for some seconds. */
export class Lease {
  private heardOfAt = Date.now();

  constructor(
    readonly name: string,
    /** The fencing token: higher than that of every earlier holder. */
    readonly token: number,
    private readonly leases: Collection<LeaseEntry>,
    private readonly session: ClientSession,
    private readonly untilFromNow: object,
  ) {}

  /**
   * Runs `work` in one transaction that only the holder can commit: a late one is refused by the database itself. `work`
   * may run again when the transaction has to be repeated.
   * @throws LeaseLost
   */
  async transaction(work: (session: ClientSession) => Promise<void>): Promise<void> {
    await this.session.withTransaction(async () => {
      await work(this.session);
      await this.prolong({ session: this.session });
    });
    this.heardOfAt = Date.now();
  }

  /** A sign of life, where no transaction gave one. @throws LeaseLost */
  async renew(): Promise<void> {
    if (Date.now() - this.heardOfAt < RENEWED_EVERY_MS) return;
    await this.prolong({});
    this.heardOfAt = Date.now();
  }

  /**
   * Gives signs of life while something takes its time.
   * @param work is told when the lease is lost, or nobody knows whether it is
   * @throws LeaseLost, and what `work` throws
   */
  async during<T>(work: (lost: AbortSignal) => Promise<T>): Promise<T> {
    const losing = new AbortController();
    let heard: Promise<unknown> = Promise.resolve();
    const beat = () => {
      heard = heard.then(() => this.renew());
      // Whoever waits for the last sign of life sees the failure of any.
      heard.catch((error: unknown) => losing.abort(error));
    };
    const beating = setInterval(beat, RENEWED_EVERY_MS);
    const done = await work(losing.signal).finally(() => clearInterval(beating));
    await heard;
    return done;
  }

  /** Lets the next one have it at once. */
  async release(): Promise<void> {
    await this.leases.updateOne({ _id: this.name, token: this.token }, [
      { $set: { until: '$$NOW' } },
    ]);
    await this.session.endSession();
  }

  private async prolong(options: { session?: ClientSession }): Promise<void> {
    const { name: _id, token, untilFromNow: until } = this;
    const { matchedCount } = await this.leases.updateOne(
      { _id, token },
      [{ $set: { until, seenAt: '$$NOW' } }],
      options,
    );
    if (matchedCount === 0) throw new LeaseLost(_id);
  }
}
