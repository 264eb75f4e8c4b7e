/** Durations from here on are counted together. */
const LONGEST_MS = 60_000;

/** In ms. The percentiles are exact to 1 ms; null without one duration. */
export interface Distribution {
  readonly count: number;
  readonly p50: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

/** How long something took, however often: memory does not grow with it. */
export class Durations {
  private readonly byMs = new Map<number, number>();
  private count = 0;
  private max = -Infinity;

  add(ms: number): void {
    const bucket = Math.min(LONGEST_MS, Math.max(0, Math.round(ms)));
    this.byMs.set(bucket, (this.byMs.get(bucket) ?? 0) + 1);
    this.count += 1;
    this.max = Math.max(this.max, ms);
  }

  distribution(): Distribution {
    const { count } = this;
    if (count === 0) return { count, p50: null, p99: null, max: null };
    return { count, p50: this.percentile(0.5), p99: this.percentile(0.99), max: this.max };
  }

  private percentile(share: number): number {
    let left = Math.ceil(this.count * share);
    for (const [ms, times] of [...this.byMs].sort(([a], [b]) => a - b)) {
      left -= times;
      if (left <= 0) return ms;
    }
    return LONGEST_MS;
  }
}
