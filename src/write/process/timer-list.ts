import { Injectable } from '@nestjs/common';
import type { EngineEvent, EngineEventOf } from '../../shared/events/process.events';
import { Clock } from './clock';
import { EngineLog } from './engine-log';
import { JointAppends } from './joint-appends';
import { timerKey, type PendingTimer } from './timer-window';

export const MINUTE_MS = 60_000;
/** Clocks of two processes differ, and an append takes its time: so long after its end a minute may still grow. */
const GRACE_MS = 60_000;
const PLACE = 'checkpoint-timers';
const FIRED = 'checkpoint-timers-fired';

type Listed = EngineEventOf<'TimerListed'>;
type Advanced = EngineEventOf<'ClockAdvanced'>;

export const minuteOf = (at: number) => Math.floor(at / MINUTE_MS) * MINUTE_MS;
const streamOf = (minute: number) => `timers-${new Date(minute).toISOString().slice(0, 16)}`;

/** Where a timer was listed. */
export interface Listing {
  /** Milliseconds since 1970 at which it is to fire. */
  readonly at: number;
  readonly revision: bigint;
}

/** Every timer, in the log, by the minute in which it is due. Minutes are named by their beginning, in ms since 1970. */
@Injectable()
export class TimerList {
  /** How far this process has read into each minute that is not over. */
  private readonly read = new Map<number, bigint>();
  /** Listings beyond that which this process has made itself and taken in. */
  private readonly own = new Map<number, Set<bigint>>();
  /** Those of them that were read to their end when nothing could be added any more. */
  private readonly final = new Set<number>();

  private readonly listing: JointAppends;

  constructor(
    private readonly log: EngineLog,
    private readonly clock: Clock,
  ) {
    this.listing = new JointAppends(log);
  }

  /** Lists it for good. The same timer may be listed twice: it is the same. */
  async add(timer: Omit<PendingTimer, 'at'>): Promise<Listing> {
    const at = Math.max(Date.parse(timer.dueAt), this.clock.now());
    const listedFor = new Date(at).toISOString();
    const event: EngineEvent = { type: 'TimerListed', data: { ...timer, listedFor } };
    const revision = await this.listing.add(streamOf(minuteOf(at)), timerKey(timer), event);
    return { at, revision };
  }

  /** It is known to whoever listed it: no need to read it, nor to hand it over when it may have fired already. */
  passOver({ at, revision }: Listing): void {
    const minute = minuteOf(at);
    const own = this.own.get(minute) ?? new Set();
    this.own.set(minute, own.add(revision));
    this.passOn(minute, 0n);
  }

  /** Hands over what was listed in a minute since it was last read. @returns how many that were */
  async readOn(minute: number, take: (timer: PendingTimer) => void): Promise<number> {
    const isFinal = this.isPast(minute + MINUTE_MS);
    let found = 0;
    const from = this.read.get(minute) ?? 0n;
    for await (const { events, next } of this.log.read(streamOf(minute), from)) {
      this.passOn(minute, next);
      found += events.length;
      for (const { data } of events as Listed[]) {
        const { listedFor, ...timer } = data;
        take({ ...timer, at: Date.parse(listedFor) });
      }
    }
    if (isFinal) this.final.add(minute);
    return found;
  }

  /** Minutes from this one on will be read from their beginning again. */
  readAgainFrom(first: number): void {
    const minutes = [this.read, this.own, this.final].flatMap((each) => [...each.keys()]);
    for (const minute of minutes) if (minute >= first) this.forget(minute);
  }

  /** @returns whether all that was ever listed in it has been handed over, and it is forgotten here */
  async finish(minute: number, take: (timer: PendingTimer) => void): Promise<boolean> {
    if (!this.isPast(minute + MINUTE_MS)) return false;
    if (!this.final.has(minute) && (await this.readOn(minute, take)) > 0) return false;
    this.forget(minute);
    return true;
  }

  /** The first minute that was not over when that was last noted; the present one when it never was. */
  async firstOpen(): Promise<number> {
    const kept = await this.log.last<Advanced>(PLACE, 'ClockAdvanced');
    if (kept) return Date.parse(kept.doneUntil);
    const first = minuteOf(this.clock.now() - GRACE_MS);
    await this.keepFirstOpen(first);
    return first;
  }

  async keepFirstOpen(minute: number): Promise<void> {
    const doneUntil = new Date(minute).toISOString();
    await this.log.keep(PLACE, { type: 'ClockAdvanced', data: { doneUntil } });
  }

  /** @param next the first revision of a minute that was not read; behind it come those that need not be */
  private passOn(minute: number, next: bigint): void {
    const own = this.own.get(minute);
    // Neither of the two that get on with a minute takes the other back.
    let revision = [next, this.read.get(minute) ?? 0n].reduce((a, b) => (a > b ? a : b));
    while (own?.delete(revision)) revision += 1n;
    this.read.set(minute, revision);
  }

  private forget(minute: number): void {
    this.read.delete(minute);
    this.own.delete(minute);
    this.final.delete(minute);
  }

  /** Until when the last process to note it had fired what it knew of: a guess, for what to look at first. */
  async firedUntil(): Promise<number> {
    const kept = await this.log.last<Advanced>(FIRED, 'ClockAdvanced');
    return kept ? Date.parse(kept.doneUntil) : 0;
  }

  async keepFiredUntil(time: number): Promise<void> {
    const doneUntil = new Date(time).toISOString();
    await this.log.keep(FIRED, { type: 'ClockAdvanced', data: { doneUntil } });
  }

  private isPast(end: number): boolean {
    return end + GRACE_MS <= this.clock.now();
  }
}
