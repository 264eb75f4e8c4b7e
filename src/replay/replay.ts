import { setMaxListeners } from 'node:events';
import { basename } from 'node:path';
import type { Instant } from '../shared/kernel/time';
import { InFlight } from '../shared/in-flight';
import { journeyOf, type Journey } from './journey';
import { pause, Pace, Stopped } from './pace';
import { placesOf } from './places';
import type { Source } from './plan';
import { isRejection } from './reject';
import { RejectsFile } from './rejects-file';
import { RiderClient, type TokenSource } from './rider-client';
import { openRows, rowsOf, type Row, type RowFile } from './rows';
import { Tally, type ReplaySummary } from './summary';

export interface ReplayOptions {
  readonly file: string;
  /** Of the platform, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /** Of the role `system`, always with the same subject: who sends a command is part of what a repeat repeats. */
  readonly token: TokenSource;
  /** At most so many rows are played. */
  readonly limit?: number;
  /** Rows of an earlier time are passed over. */
  readonly from?: Instant;
  /** How many times faster than real time; `max` keeps no pace. */
  readonly speed: number | 'max';
  /** Trips in flight at `max`; at a pace, commands in flight. */
  readonly concurrency: number;
  readonly seed: number;
  /** Where the rows that cannot be played are written to. */
  readonly rejects?: string;
  /** Ends the replay once the commands in flight are answered. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly rows: number;
  readonly requested: number;
  readonly completed: number;
  readonly commands: number;
  readonly events: number;
  /** The time of the row read last. */
  readonly at: Instant;
  /** Of the file, from 0 to 1. */
  readonly done: number;
}

export interface ReplayHooks {
  /** After each row and each command: whoever shows it has to be quick. */
  readonly progress?: (progress: Progress) => void;
}

/** A replay stopped at this row, and why. The cause is the platform's refusal. */
export class ReplayFailed extends Error {}

/** Trips that live at the same time when they are played at a pace; each waits more than it works. */
const TRIPS_AT_A_PACE = 4096;

/**
 * Plays a file of real rides through the public HTTP API. Playing it again under the same seed repeats every command
 * under its key, so that nothing is appended twice, however the first time ended.
 * @throws UnusableFile; ReplayFailed naming the row and the problem code
 */
export async function replay(
  options: ReplayOptions,
  hooks: ReplayHooks = {},
): Promise<ReplaySummary> {
  const now = Date.now();
  const file = await openRows(options.file);
  const places = await placesOf(file, now);
  const source = { file: basename(options.file, '.gz'), seed: options.seed, places };
  return new Replay(options, hooks, file, source, now).run();
}

class Replay {
  private readonly tally = new Tally();
  private readonly failing = new AbortController();
  private readonly signal: AbortSignal;
  private readonly pace: Pace;
  private readonly trips: InFlight;
  private readonly riders: RiderClient;
  private reached: Pick<Progress, 'at' | 'done'> = { at: '', done: 0 };

  constructor(
    private readonly options: ReplayOptions,
    private readonly hooks: ReplayHooks,
    private readonly file: RowFile,
    private readonly source: Source,
    private readonly now: number,
  ) {
    const { speed, concurrency, url, token, signal } = options;
    this.signal = AbortSignal.any([this.failing.signal, ...(signal ? [signal] : [])]);
    // Every trip that waits listens to it, and thousands may.
    setMaxListeners(0, this.signal);
    this.pace = new Pace(speed, this.signal);
    const most = speed === 'max' ? concurrency : Math.max(concurrency, TRIPS_AT_A_PACE);
    this.trips = new InFlight(most, () => this.failing.abort());
    this.riders = new RiderClient(url, concurrency, token, (ms) => pause(ms, this.signal));
  }

  async run(): Promise<ReplaySummary> {
    const { rejects } = this.options;
    const rejectsFile = rejects === undefined ? undefined : await RejectsFile.create(rejects);
    try {
      await this.playRows(rejectsFile).catch(unlessStopped);
      await this.trips.end();
    } finally {
      await rejectsFile?.close();
      await this.riders.close();
    }
    return this.tally.summary();
  }

  private async playRows(rejectsFile: RejectsFile | undefined): Promise<void> {
    const { limit = Infinity, from } = this.options;
    for await (const row of rowsOf(this.file, this.now)) {
      if (this.signal.aborted || this.tally.rows >= limit) return;
      if (isBefore(row, from)) continue;
      this.reach(row);
      const { reading } = row;
      if (isRejection(reading)) {
        this.tally.reject(reading.reason);
        await rejectsFile?.write(row.number, reading.reason, row.text);
      } else {
        await this.pace.until(reading.at);
        await this.trips.start(() => this.play(journeyOf({ ...row, reading }, this.source)));
      }
    }
  }

  private reach({ reading: { at }, bytesRead }: Row): void {
    this.tally.rows += 1;
    const done = Math.min(1, bytesRead / Math.max(1, this.file.bytes));
    this.reached = { at: at ?? this.reached.at, done };
    this.tell();
  }

  private async play({ tripId, row, steps, outcome }: Journey): Promise<void> {
    for (const [index, step] of steps.entries()) {
      try {
        await this.pace.until(step.at);
        if (this.signal.aborted) return;
        const { events, latencyUs } = await this.riders.send(tripId, step);
        this.tally.answered(events, latencyUs);
      } catch (cause) {
        if (cause instanceof Stopped) return;
        const message = cause instanceof Error ? cause.message : String(cause);
        throw new ReplayFailed(`row ${row}, trip ${tripId}, ${message}`, { cause });
      }
      if (index === 0) this.tally.requested += 1;
      this.tell();
    }
    this.tally.ended[outcome] += 1;
  }

  private tell(): void {
    const { rows, requested, commands, events, ended } = this.tally;
    const { completed } = ended;
    this.hooks.progress?.({ rows, requested, completed, commands, events, ...this.reached });
  }
}

/** A row whose time cannot be read is played, that is, rejected, wherever the replay begins. */
function isBefore({ reading: { at } }: Row, from: Instant | undefined): boolean {
  return from !== undefined && at !== null && at < from;
}

function unlessStopped(error: unknown): void {
  if (!(error instanceof Stopped)) throw error;
}
