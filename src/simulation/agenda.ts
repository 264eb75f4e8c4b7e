import FlatQueue from 'flatqueue';
import type { Instant } from '../shared/kernel/time';

type Action = () => void | Promise<void>;

/** A clock that stands still while something happens and then jumps to whatever comes next. Milliseconds since 1970. */
export class Agenda {
  private readonly entries = new FlatQueue<Action>();

  constructor(public nowMs: number) {}

  get now(): Instant {
    return new Date(this.nowMs).toISOString();
  }

  /** What was meant for earlier happens now. */
  at(ms: number, action: Action): void {
    this.entries.push(action, Math.max(this.nowMs, ms));
  }

  after(seconds: number, action: Action): void {
    this.at(this.nowMs + seconds * 1000, action);
  }

  /** Plays everything up to a time, and leaves the clock there. */
  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      const nextMs = this.entries.peekValue();
      if (nextMs === undefined || nextMs > endMs) break;
      this.nowMs = nextMs;
      await this.entries.pop()?.();
    }
    this.nowMs = endMs;
  }
}
