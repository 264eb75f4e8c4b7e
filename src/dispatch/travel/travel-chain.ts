import type { Instant } from '../../shared/kernel/time';
import type { Clock } from '../../write/process/clock';
import type { EtaSource } from '../../shared/events/dispatch.shapes';
import type { TravelTime } from '../matching/round';
import { Breaker } from './breaker';
import type { ByDistance } from './by-distance';
import type { MatrixService } from './matrix-service';
import type { SpeedTable } from './speed-table';
import { TravelTimes, type Way } from './travel-times';

/** For all ways of one question together. */
const DEADLINE_MS = 150;
const BREAKING = { after: 3, openMs: 5000 };

export interface TravelSources {
  /** Without one, its answers are not missed. */
  readonly matrix?: MatrixService;
  readonly speeds: SpeedTable;
  readonly byDistance: ByDistance;
  readonly clock: Clock;
}

/**
 * Travel times from the best source that has one in time: the matrix service, what our own trips have taught, and at last
 * the distance. Each answer names its source.
 */
export class TravelChain extends TravelTimes {
  private readonly breaker: Breaker;
  /** Answers by their source. */
  readonly counts = new Map<EtaSource, number>();

  constructor(private readonly sources: TravelSources) {
    super();
    this.breaker = new Breaker(BREAKING, () => sources.clock.now());
  }

  override get isDegraded(): boolean {
    return this.breaker.isOpen;
  }

  async of(ways: readonly Way[], at: Instant): Promise<readonly TravelTime[]> {
    const found = await this.fromMatrix(ways);
    return ways.map((way, index) => this.counted(found.get(index) ?? this.worse(way, at)));
  }

  private worse(way: Way, at: Instant): TravelTime {
    return this.sources.speeds.find(way, at) ?? this.sources.byDistance.one(way);
  }

  /** What the matrix service has answered before the deadline, by the number of the way. */
  private async fromMatrix(ways: readonly Way[]): Promise<ReadonlyMap<number, TravelTime>> {
    const found = new Map<number, TravelTime>();
    const { matrix, clock } = this.sources;
    if (!matrix || ways.length === 0 || !this.breaker.lets()) return found;
    const late = new AbortController();
    const cancel = clock.wakeAfter(DEADLINE_MS, () => late.abort());
    try {
      const add = (way: number, seconds: number) => found.set(way, { seconds, source: 'matrix' });
      await matrix.times(ways, add, late.signal);
      this.breaker.succeeded();
    } catch {
      this.breaker.failed();
    } finally {
      cancel();
      // What else was asked for in the same question, and is not waited for any more.
      late.abort();
    }
    return found;
  }

  private counted(time: TravelTime): TravelTime {
    this.counts.set(time.source, (this.counts.get(time.source) ?? 0) + 1);
    return time;
  }
}
