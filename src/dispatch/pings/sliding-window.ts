import { dropEldest } from '../../shared/drop-eldest';

interface Counted {
  readonly window: number;
  readonly count: number;
  /** In the window before. */
  readonly before: number;
}

const MOST_KEYS = 100_000;

/**
 * At most so many a window, wherever the window is laid: what the last fixed window counted weighs as much as it still
 * reaches into the sliding one. Two numbers for each key instead of the time of every call.
 */
export class SlidingWindow {
  /** Those counted last at the end. */
  private readonly counts = new Map<string, Counted>();

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
    private readonly mostKeys = MOST_KEYS,
  ) {}

  get size(): number {
    return this.counts.size;
  }

  /** Counts one call unless it is one too many. @returns the seconds after which it would not be; 0 when it is counted */
  take(key: string, nowMs: number): number {
    const counted = this.countedOf(key, nowMs);
    const waitMs = this.waitMs(counted, nowMs);
    if (waitMs > 0) return Math.ceil(waitMs / 1000);
    this.counts.delete(key);
    this.counts.set(key, { ...counted, count: counted.count + 1 });
    dropEldest(this.counts, this.mostKeys);
    return 0;
  }

  private countedOf(key: string, nowMs: number): Counted {
    const window = Math.floor(nowMs / this.windowMs);
    const known = this.counts.get(key);
    if (known?.window === window) return known;
    return { window, count: 0, before: known?.window === window - 1 ? known.count : 0 };
  }

  /** Until the windows weigh so little that there is room for one more. */
  private waitMs({ window, count, before }: Counted, nowMs: number): number {
    const intoMs = nowMs - window * this.windowMs;
    const room = this.most - 1 - count;
    if (room >= 0) return this.msUntilWeighs(before, room) - intoMs;
    return this.windowMs - intoMs + this.msUntilWeighs(count, this.most - 1);
  }

  /** How far into a window what the one before counted weighs no more than `room`. */
  private msUntilWeighs(before: number, room: number): number {
    return before <= room ? 0 : this.windowMs * (1 - room / before);
  }
}
