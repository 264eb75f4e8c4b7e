import type { Place } from '../projector';

export type Phase = 'folding' | 'writing' | 'comparing' | 'indexing' | 'catching up' | 'switched';

/** How far a rebuild is. Events are counted; positions are bytes and would lie. */
export interface Reached {
  readonly readModel: string;
  readonly phase: Phase;
  readonly events: number;
  /** Events in the log, as far as anybody has counted them: grows while the log does. */
  readonly of: number;
  /** Null while folding beyond what anybody has counted. */
  readonly left: number | null;
  /** Events per second, lately. */
  readonly rate: number;
  /** Seconds; null while nothing is known of what is left. */
  readonly eta: number | null;
  /** When the last event that was folded was recorded. */
  readonly eventTime: string | null;
  /** Events that could not be folded, and those behind them. */
  readonly parked: number;
}

export type Report = (reached: Reached) => void;

/** What "lately" means. */
const LATELY_MS = 5000;
const SAMPLED_EVERY_MS = 250;

interface Sample {
  readonly at: number;
  readonly events: number;
}

/** One rebuild's progress, as its own clock and its own count have it. */
export class Progress {
  private readonly startedAt: number;
  private readonly samples: Sample[] = [];

  /**
   * @param already events that were folded before this run began
   * @param of events that any read model has counted
   * @param now milliseconds, of a clock that only goes forward
   */
  constructor(
    private readonly readModel: string,
    already: number,
    private of: number,
    private readonly report: Report,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.startedAt = now();
    this.samples.push({ at: this.startedAt, events: already });
  }

  get seconds(): number {
    return (this.now() - this.startedAt) / 1000;
  }

  /** The log has so many events at least. */
  counted(events: number): void {
    this.of = Math.max(this.of, events);
  }

  tell(phase: Phase, { build, parking }: Place): void {
    const { events, time: eventTime } = build;
    const { readModel } = this;
    const of = Math.max(this.of, events);
    const left = events < this.of ? of - events : phase === 'folding' ? null : 0;
    const rate = this.rate(events);
    const eta = left === null || rate === 0 ? null : left / rate;
    this.report({
      ...{ readModel, phase, events, of, left, rate, eta, eventTime },
      parked: parking.size,
    });
  }

  private rate(events: number): number {
    const at = this.now();
    const { samples } = this;
    while (samples.length > 1 && at - (samples[1]?.at ?? at) >= LATELY_MS) samples.shift();
    const first = samples[0] ?? { at, events };
    const last = samples.at(-1) ?? first;
    if (at - last.at >= SAMPLED_EVERY_MS) samples.push({ at, events });
    return ((events - first.events) * 1000) / Math.max(at - first.at, 1);
  }
}
