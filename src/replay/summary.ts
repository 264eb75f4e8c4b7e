import type { Outcome } from './fate';
import { Latencies, type Percentiles } from './latencies';
import type { RejectReason } from './reject';

/** What a replay did, as `--json` prints it. */
export interface ReplaySummary {
  readonly rows: number;
  readonly requested: number;
  readonly completed: number;
  readonly cancelled: number;
  readonly noShow: number;
  readonly unfulfilled: number;
  readonly aborted: number;
  readonly rejected: Partial<Readonly<Record<RejectReason, number>>>;
  readonly commands: number;
  /** As the answers of the commands say: a repeat answers the events of the first time. */
  readonly events: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
  /** Of commands, in milliseconds. */
  readonly latencyMs: Percentiles;
}

/** Counts while a replay runs. */
export class Tally {
  rows = 0;
  requested = 0;
  commands = 0;
  events = 0;
  readonly ended: Record<Outcome, number> = {
    completed: 0,
    cancelled: 0,
    noShow: 0,
    unfulfilled: 0,
    aborted: 0,
  };
  readonly rejected: Partial<Record<RejectReason, number>> = {};
  private readonly began = process.hrtime.bigint();
  private readonly latencies = new Latencies();

  reject(reason: RejectReason): void {
    this.rejected[reason] = (this.rejected[reason] ?? 0) + 1;
  }

  /** @param latencyUs in microseconds */
  answered(events: number, latencyUs: number): void {
    this.commands += 1;
    this.events += events;
    this.latencies.record(latencyUs / 1000);
  }

  summary(): ReplaySummary {
    const seconds = Number(process.hrtime.bigint() - this.began) / 1e9;
    const { rows, requested, ended, rejected, commands, events, latencies } = this;
    return {
      ...{ rows, requested, ...ended, rejected, commands, events },
      seconds: Math.round(seconds * 1000) / 1000,
      eventsPerSecond: Math.round(events / seconds),
      latencyMs: latencies.percentiles,
    };
  }
}
