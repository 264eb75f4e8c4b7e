import { matches, type Filter } from './filter';
import type { Found } from './pages';
import type { Sink, Source } from './read';

/** What a subscriber hears besides events. */
export interface Notices {
  caughtUp: Buffer;
  fellBehind: Buffer;
  checkpoint: (position: number) => Buffer;
}

export interface Subscription {
  sink: Sink;
  /** Reads from a cursor on; must give what was committed when it is called. */
  source: Source;
  from: number;
  frame: (found: Found) => Buffer;
  filter: Filter | undefined;
  notices: Notices;
  /** Resolves after the next commit that may concern this subscriber, or when it left. */
  woken: () => Promise<void>;
}

class Search {
  private looked = 0;
  private position = 0;

  constructor(private readonly filter: Filter) {}

  wants({ record, position }: Found): boolean {
    this.looked += 1;
    this.position = position;
    return matches(this.filter, record);
  }

  get isCheckpointDue(): boolean {
    return this.looked >= this.filter.checkpointInterval;
  }

  get hasMoved(): boolean {
    return this.looked > 0;
  }

  takeCheckpoint(): number {
    this.looked = 0;
    return this.position;
  }
}

class Follower {
  private readonly search: Search | undefined;
  private cursor: number;
  private live = false;

  constructor(private readonly subscription: Subscription) {
    this.search = subscription.filter && new Search(subscription.filter);
    this.cursor = subscription.from;
  }

  /** Sends a page; true when there is more on disk. */
  async sendPage(): Promise<boolean> {
    const { records, next } = this.subscription.source(this.cursor, Infinity);
    for (const found of records) {
      const full = this.deliver(found);
      if (full !== undefined) await full;
    }
    this.cursor = next ?? (records.at(-1)?.at ?? this.cursor - 1) + 1;
    return next !== undefined;
  }

  async fallBehind(): Promise<void> {
    if (this.live) await this.send(this.subscription.notices.fellBehind);
    this.live = false;
  }

  async goLive(): Promise<void> {
    if (this.live) return;
    this.live = true;
    if (this.search?.hasMoved === true) await this.sendCheckpoint(this.search);
    await this.send(this.subscription.notices.caughtUp);
  }

  private deliver(found: Found): Promise<void> | undefined {
    const { search } = this;
    const wanted = search === undefined || search.wants(found);
    const full = wanted ? this.send(this.subscription.frame(found)) : undefined;
    return search?.isCheckpointDue === true ? this.sendCheckpoint(search) : full;
  }

  private sendCheckpoint(search: Search): Promise<void> | undefined {
    return this.send(this.subscription.notices.checkpoint(search.takeCheckpoint()));
  }

  private send(message: Buffer): Promise<void> | undefined {
    return this.subscription.sink.send(message);
  }
}

/**
 * Serves a subscriber until it leaves. Live or not, every event is read from the log at the subscriber's own
 * pace, so there is no queue to overflow and no seam between catching up and live.
 */
export async function follow(subscription: Subscription): Promise<void> {
  const follower = new Follower(subscription);
  while (subscription.sink.isOpen) {
    if (await follower.sendPage()) {
      await follower.fallBehind();
      continue;
    }
    await follower.goLive();
    await subscription.woken();
  }
}
