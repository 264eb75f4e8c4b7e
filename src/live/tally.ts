import { Latencies } from '../replay/latencies';
import { rounded, spreadOf, type Spread } from '../simulation/figures';
import type { Answered } from './considering';
import type { RiderOutcome } from './rider-mind';

/** What a live city came to, as `--json` prints it. Times of people in seconds of the city. */
export interface LiveSummary {
  readonly requests: number;
  /** Requests that ever had a driver on the way, and their share of all. */
  readonly matched: number;
  readonly matchRate: number;
  /** Driven to the pickup. */
  readonly pickupEtaS: Spread;
  /** On the wall, from the request to the moment at which the first driver saw it. */
  readonly timeToFirstOfferMs: { readonly p50: number; readonly p95: number };
  readonly offers: Readonly<Record<Answered, number>>;
  readonly completed: number;
  readonly cancelled: number;
  readonly unfulfilled: Readonly<Record<string, number>>;
  /** What was refused as a race may have it. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly commands: number;
  readonly pings: number;
  /** Of commands, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  /** On the wall. */
  readonly seconds: number;
  readonly completedPerSecond: number;
}

/** Counts while a city is played. */
export class Tally {
  requests = 0;
  matched = 0;
  completed = 0;
  cancelled = 0;
  commands = 0;
  pings = 0;
  readonly offers: Record<Answered, number> = {
    ...{ accepted: 0, declined: 0, expired: 0, withdrawn: 0 },
  };
  readonly unfulfilled: Record<string, number> = {};
  readonly refusals: Record<string, number> = {};
  private readonly pickupS: number[] = [];
  private readonly firstOfferMs: number[] = [];
  /** By trip, when it was asked for: until somebody is asked to drive it. */
  private readonly unasked = new Map<string, number>();
  private readonly latencies = new Latencies();
  private readonly beganMs = performance.now();

  asked(tripId: string): void {
    this.requests += 1;
    this.unasked.set(tripId, performance.now());
  }

  offered(tripId: string): void {
    const askedMs = this.unasked.get(tripId);
    if (askedMs === undefined) return;
    this.unasked.delete(tripId);
    this.firstOfferMs.push(performance.now() - askedMs);
  }

  offerEnded(as: Answered | undefined): void {
    if (as !== undefined) this.offers[as] += 1;
  }

  arrived(pickupS: number | undefined): void {
    if (pickupS !== undefined) this.pickupS.push(pickupS);
  }

  answered(latencyUs: number): void {
    this.commands += 1;
    this.latencies.record(latencyUs / 1000);
  }

  refused(code: string): void {
    this.refusals[code] = (this.refusals[code] ?? 0) + 1;
  }

  ended(tripId: string, outcome: RiderOutcome): void {
    this.unasked.delete(tripId);
    if (outcome.is !== 'unfulfilled') this[outcome.is] += 1;
    else this.unfulfilled[outcome.reason] = (this.unfulfilled[outcome.reason] ?? 0) + 1;
  }

  summary(): LiveSummary {
    const seconds = (performance.now() - this.beganMs) / 1000;
    const { requests, matched, completed, cancelled, offers } = this;
    const { unfulfilled, refusals, commands, pings } = this;
    const firstOffer = spreadOf(this.firstOfferMs);
    return {
      ...{ requests, matched, matchRate: rounded(matched / Math.max(1, requests), 4) },
      pickupEtaS: spreadOf(this.pickupS),
      timeToFirstOfferMs: { p50: firstOffer.p50, p95: firstOffer.p95 },
      ...{ offers, completed, cancelled, unfulfilled, refusals, commands, pings },
      latencyMs: this.latencies.percentiles,
      seconds: rounded(seconds, 1),
      completedPerSecond: rounded(completed / seconds, 2),
    };
  }
}
