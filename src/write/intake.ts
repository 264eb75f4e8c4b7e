import { Counter, Gauge } from 'prom-client';
import { dropEldest } from '../shared/drop-eldest';
import { EventStore } from '../shared/event-store/event-store';
import { ProblemException } from '../shared/http/problem';
import type { Instant } from '../shared/kernel/time';
import type { Metrics } from '../shared/metrics/metrics';
import { LateReader } from './late-reader';
import { matchingPositions, POLICY_POSITIONS } from './process/kept-places';

/** Of an import or a replay: nobody waits for it. */
const PAST_MS = 60_000;
const MOST_CITIES = 1000;
const LONGEST_RETRY_S = 60;

/** A reader of the log whom riders wait for. */
interface Awaited {
  readonly name: string;
  readonly behindS: number;
  readonly isLate: boolean;
}

/**
 * Whether riders may ask for more. A request is answered when it is in the log, whoever follows from there: when the
 * policy that opens searches is late, or the dispatcher of the city, more requests would only make everybody wait until
 * they give up. Both say in the log how far they have come, so every process knows.
 */
export class Intake {
  private readonly searches: LateReader;
  private readonly matching = new Map<string, LateReader>();
  private readonly refused: Counter;

  constructor(
    private readonly store: EventStore,
    { registry }: Metrics,
    private readonly now: () => number = () => Date.now(),
  ) {
    this.searches = this.reader(POLICY_POSITIONS, 'driver-search');
    const registers = [registry];
    this.refused = new Counter({
      name: 'hailstream_requests_refused_total',
      help: 'Requests of trips that were turned away since their city is behind',
      registers,
    });
    const look = () => this.look();
    new Gauge({
      name: 'hailstream_requests_behind_seconds',
      help: 'How long the first fact waits that who follows up requests has not done with',
      ...{ labelNames: ['reader'], registers },
      async collect() {
        this.reset();
        // Nothing is told while the log is away.
        const readers = await look().catch(() => []);
        for (const { name, behindS } of readers) this.set({ reader: name }, behindS);
      },
    });
  }

  /**
   * @param occurredAt what is told of the past is always taken
   * @throws ProblemException 503 MATCHING_BEHIND: nothing was done; StoreUnavailable
   */
  async expectRoom(cityId: string, occurredAt: Instant): Promise<void> {
    if (this.now() - Date.parse(occurredAt) > PAST_MS) return;
    this.know(cityId);
    const late = (await this.lookAt(cityId)).filter(({ isLate }) => isLate);
    if (late.length === 0) return;
    this.refused.inc();
    const behindS = Math.max(...late.map((reader) => reader.behindS));
    throw new ProblemException({
      ...{ status: 503, code: 'MATCHING_BEHIND', retryAfterS: retryAfter(behindS) },
      detail:
        'The city has more requests than it can look after; nothing was done, ask again later',
      more: { behindS: Math.round(behindS), retryAfterS: retryAfter(behindS) },
    });
  }

  /** Who is late now, of all whom somebody waited for. @throws StoreUnavailable */
  async late(): Promise<readonly string[]> {
    const readers = await this.look();
    return readers
      .filter(({ isLate }) => isLate)
      .map(({ name, behindS }) => `${name} (${Math.round(behindS)} s behind)`);
  }

  private look(): Promise<readonly Awaited[]> {
    return this.lookAt(...this.matching.keys());
  }

  /** Those who have ever begun: in an installation without any, riders are looked after by other means. */
  private async lookAt(...cities: readonly string[]): Promise<readonly Awaited[]> {
    const matching = cities.map((city) => [`matching ${city}`, this.matching.get(city)] as const);
    const seen = [['policies', this.searches] as const, ...matching].map(async ([name, reader]) => {
      const behindS = (await reader?.behindS()) ?? null;
      if (!reader || behindS === null) return [];
      return [{ name, behindS, isLate: await reader.isLate() }];
    });
    return (await Promise.all(seen)).flat();
  }

  private know(cityId: string): void {
    if (this.matching.has(cityId)) return;
    this.matching.set(cityId, this.reader(matchingPositions(cityId), 'matching'));
    dropEldest(this.matching, MOST_CITIES);
  }

  private reader(stream: string, name: string): LateReader {
    return new LateReader(this.store, this.now, { stream, name });
  }
}

/** Whoever is so far behind needs about as long to come back. */
const retryAfter = (behindS: number) => Math.min(LONGEST_RETRY_S, Math.ceil(behindS));
