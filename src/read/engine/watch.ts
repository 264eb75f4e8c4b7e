import { setTimeout as pause } from 'node:timers/promises';
import type { ReadModel } from './read-models';

const LOOK_AGAIN_MS = 15;

type Seen = ReadModel | null;

interface Waiter {
  readonly isEnough: (seen: Seen) => boolean;
  /** Milliseconds of the same clock as {@link Clock.now}. */
  readonly deadline: number;
  readonly resolve: (seen: Seen) => void;
  readonly reject: (error: unknown) => void;
}

export interface Clock {
  now(): number;
  pause(ms: number): Promise<unknown>;
}

const clock: Clock = { now: () => performance.now(), pause };

/** Looks at a read model's entry for all who wait for it: one look at a time, however many wait, and none when nobody does. */
export class Watch {
  private readonly waiting = new Set<Waiter>();
  private looking = false;

  constructor(
    private readonly look: () => Promise<Seen>,
    private readonly time: Clock = clock,
  ) {}

  get waiters(): number {
    return this.waiting.size;
  }

  /** Answers with the first entry that is enough, or after `patienceMs` with the last one. @throws what `look` throws */
  until(isEnough: (seen: Seen) => boolean, patienceMs: number): Promise<Seen> {
    return new Promise((resolve, reject) => {
      const deadline = this.time.now() + patienceMs;
      this.waiting.add({ isEnough, deadline, resolve, reject });
      if (!this.looking) void this.keepLooking();
    });
  }

  private async keepLooking(): Promise<void> {
    this.looking = true;
    while (this.waiting.size > 0) {
      await this.time.pause(LOOK_AGAIN_MS);
      // Whoever comes while a look is on its way may know of something later than it: the next one is theirs.
      const asking = [...this.waiting];
      try {
        this.wake(asking, await this.look());
      } catch (error) {
        for (const waiter of asking) this.leave(waiter).reject(error);
      }
    }
    this.looking = false;
  }

  private wake(asking: readonly Waiter[], seen: Seen): void {
    const now = this.time.now();
    for (const waiter of asking) {
      if (waiter.isEnough(seen) || now >= waiter.deadline) this.leave(waiter).resolve(seen);
    }
  }

  private leave(waiter: Waiter): Waiter {
    this.waiting.delete(waiter);
    return waiter;
  }
}
