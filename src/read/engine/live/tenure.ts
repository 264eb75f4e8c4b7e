import { StoreUnavailable, type EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';
import type { Lease } from '../../../shared/mongo/leases';
import type { SecondTry } from '../dead-letters/second-try';
import type { Projection } from '../projection';
import type { Place, Projector } from '../projector';
import { Superseded, type ReadModels } from '../read-models';
import { LogWasRestored } from './live.errors';
import type { SharedFeed } from './shared-feed';
import { tailOf, type Lag } from '../tail';

/** Between looks at what has no place in the log: the lease, a switch, what an operator asks for. */
const LOOKED_EVERY_MS = 500;

/** Without a batch for so long it is looked whether there really is none. */
const SILENT_MS = 10_000;

/** What keeping a read model level takes. */
export interface Engine {
  readonly store: EventStore;
  readonly readModels: ReadModels;
  readonly projector: Projector;
  readonly secondTry: SecondTry;
  readonly feed: SharedFeed;
}

/** What a process does with a read model from the moment it holds the lease until it loses it. */
export class Tenure {
  private turn: Promise<unknown> = Promise.resolve();
  private heardAt = Date.now();

  constructor(
    private readonly engine: Engine,
    private readonly projection: Projection<object>,
    private readonly lease: Lease,
    private place: Place,
    private readonly tell: (doing: 'catching up' | 'following') => void,
  ) {}

  /**
   * Keeps the build level with the log until `signal` aborts.
   * @throws LeaseLost, Superseded, LogWasRestored, TooManyDeadLetters, StoreUnavailable and what MongoDB throws
   */
  async run(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const until = AbortSignal.any([signal, ended.signal]);
    let waiting = false;
    const look = async () => {
      // One at a time: where each takes longer than the pause between them, batches would wait behind ever more of them.
      if (waiting) return;
      waiting = true;
      await this.inTurn(() => this.look()).catch((error: unknown) => ended.abort(error));
      waiting = false;
    };
    const looking = setInterval(() => void look(), LOOKED_EVERY_MS);
    try {
      while (!until.aborted) {
        this.tell('catching up');
        await this.catchUp(until);
        this.tell('following');
        await this.engine.feed.follow(
          this.place.build.position,
          (batch) => this.inTurn(() => this.advance(batch)),
          until,
        );
      }
    } finally {
      clearInterval(looking);
      await this.turn.catch(() => undefined);
    }
    if (ended.signal.aborted) throw ended.signal.reason;
  }

  /** What the log has beyond the checkpoint, read alone. @throws LogWasRestored */
  private async catchUp(until: AbortSignal): Promise<void> {
    await this.expectSameLog();
    const { position } = this.place.build;
    for await (const batch of this.engine.store.readAll(parsePosition(position ?? ''))) {
      await this.inTurn(() => this.advance(batch));
      if (until.aborted) return;
    }
  }

  private async expectSameLog(): Promise<Lag> {
    const { build } = this.place;
    const { lag, sameLog } = await tailOf(this.engine.store, build, Date.now(), 1);
    if (!sameLog) throw new LogWasRestored(this.projection.name, build.position ?? '');
    return lag;
  }

  private async advance(batch: readonly LogEntry[]): Promise<void> {
    const { projector, readModels } = this.engine;
    const { projection, lease } = this;
    this.heardAt = Date.now();
    this.place = await projector.advance(
      projection,
      this.place,
      batch,
      lease,
      (from, to, session) => readModels.advance(projection.name, from, to, lease.token, session),
    );
  }

  private async look(): Promise<void> {
    const { readModels, secondTry } = this.engine;
    const { projection, lease, place } = this;
    await lease.renew();
    const { collection } = place.build;
    const live = (await readModels.find(projection.name))?.live.collection;
    if (live !== collection) throw new Superseded(`${projection.name} is ${String(live)} now`);
    if (Date.now() - this.heardAt > SILENT_MS) await this.listen();
    if (place.parking.isEmpty) return;
    const parking = await secondTry.asAsked(projection, place, lease);
    this.place = { ...place, parking };
  }

  /** A line can go dead without a word: then the log moves on and we do not. @throws LogWasRestored */
  private async listen(): Promise<void> {
    const { events } = await this.expectSameLog();
    if (events > 0)
      this.engine.feed.breakOff(new StoreUnavailable('The subscription has gone silent'));
    this.heardAt = Date.now();
  }

  /** One after the other: nothing of ours may write while a transaction of ours is open. */
  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work, work);
    this.turn = done.catch(() => undefined);
    return done;
  }
}
