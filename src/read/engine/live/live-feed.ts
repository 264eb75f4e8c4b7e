import { setMaxListeners } from 'node:events';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Projection } from '../projection';
import { Follower, type LiveEngine } from './follower';
import { SharedFeed } from './shared-feed';

/** Follows the log and keeps every read model level with it: each batch is read once and folded by all of them. */
export class LiveFeed implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  readonly followers: readonly Follower[];

  constructor(projections: readonly Projection<object>[], engine: Omit<LiveEngine, 'feed'>) {
    // Each follower listens to the one signal in several places.
    setMaxListeners(0, this.stopping.signal);
    const feed = new SharedFeed(engine.store);
    this.followers = projections.map((projection) => new Follower(projection, { ...engine, feed }));
  }

  onApplicationBootstrap(): void {
    const { signal } = this.stopping;
    this.running = Promise.all(this.followers.map((follower) => follower.run(signal)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }
}
