import { build } from 'hdr-histogram-js';

/** What the slowest requests take shows up in the p99 only. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

const A_MINUTE_US = 60_000_000;

export class Latencies {
  private readonly histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: A_MINUTE_US,
    numberOfSignificantValueDigits: 3,
  });

  record(ms: number): void {
    this.histogram.recordValue(Math.min(A_MINUTE_US, Math.max(1, Math.round(ms * 1000))));
  }

  /** In milliseconds, to the hundredth. */
  get percentiles(): Percentiles {
    const ms = (percentile: number) =>
      Math.round(this.histogram.getValueAtPercentile(percentile) / 10) / 100;
    return { p50: ms(50), p99: ms(99) };
  }
}
