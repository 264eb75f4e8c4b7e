import type { Instant } from '../../src/shared/kernel/time';
import { Clock } from '../../src/write/process/clock';

/** A clock that a spec turns by hand: nobody waits for anything. */
export class VirtualClock extends Clock {
  private time: number;
  private sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  constructor(start: Instant) {
    super();
    this.time = Date.parse(start);
  }

  now(): number {
    return this.time;
  }

  wakeAfter(ms: number, wake: () => void): () => void {
    const sleeper = { at: this.time + ms, wake };
    this.sleepers.push(sleeper);
    return () => (this.sleepers = this.sleepers.filter((each) => each !== sleeper));
  }

  /** Shows this time at once, and wakes whoever wanted to be woken by then, in their order. */
  turnTo(instant: Instant): void {
    this.time = Date.parse(instant);
    const due = this.sleepers.filter(({ at }) => at <= this.time).sort((a, b) => a.at - b.at);
    this.sleepers = this.sleepers.filter(({ at }) => at > this.time);
    for (const { wake } of due) wake();
  }
}
