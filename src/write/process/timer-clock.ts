import { Injectable } from '@nestjs/common';
import { Alarm } from './alarm';
import { Clock } from './clock';
import { FiredBefore } from './fired-before';
import { patiently } from './patience';
import { MINUTE_MS, minuteOf, TimerList } from './timer-list';
import { TimerWindow, type PendingTimer } from './timer-window';

/** So far ahead timers are held in memory, if they are not too many. */
const LEAD_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1000;
const MOST_IN_MEMORY = 100_000;
const MOST_FIRING = 256;
/** So few that what comes due does not wait for them. */
const MOST_FIRING_AGAIN = 16;
const LOADED_AT_ONCE = 16;

/** Resolves when the firing is in the log; undefined when nobody in this process knows what the timer is for. */
export type Fire = (timer: PendingTimer) => Promise<void> | undefined;

/**
 * Fires every timer when it is due, with only the next of them in memory: the others are listed in the log by the
 * minute. A start reads the minutes since the last that was over, so that what came due meanwhile fires late, not never.
 */
@Injectable()
export class TimerClock {
  private readonly window: TimerWindow;
  private readonly firing = new Set<PendingTimer>();
  private readonly before: FiredBefore;
  /** All minutes before are over: whatever was due in them has fired, or means nothing any more. */
  private over = 0;
  private loadedUntil = 0;
  /** The first that was listed before this process began to look; its minute counts as not over. */
  private earliest = Infinity;
  /** The first that only another version knows: from its minute on, none is over as far as this process can say. */
  private unknown = Infinity;
  private readonly alarm: Alarm;

  constructor(
    private readonly list: TimerList,
    private readonly clock: Clock,
    private readonly mostInMemory = MOST_IN_MEMORY,
  ) {
    this.window = new TimerWindow(mostInMemory);
    this.alarm = new Alarm(clock);
    this.before = new FiredBefore(list, mostInMemory);
  }

  /** Timers in memory. */
  get held(): number {
    return this.window.size + this.firing.size + this.before.size;
  }

  /** Resolves once it is listed for good. Setting the same timer twice is setting it once. */
  async set(timer: Omit<PendingTimer, 'at'>): Promise<void> {
    const listing = await this.list.add(timer);
    const { at } = listing;
    this.earliest = Math.min(this.earliest, at);
    if (at < this.loadedUntil) {
      this.window.add({ ...timer, at });
      this.list.passOver(listing);
    }
    this.alarm.wake();
  }

  /** Forgets it here; where it is listed it stays, and means nothing to its process when it comes due. */
  clear(timer: Omit<PendingTimer, 'at'>): void {
    this.window.remove(timer);
  }

  /** Fires what is due until the signal aborts. */
  async run(fire: Fire, signal: AbortSignal): Promise<void> {
    const open = async () => {
      await this.before.open();
      this.over = minuteOf(Math.min(await this.list.firstOpen(), this.earliest));
    };
    await patiently(open, this.clock, signal);
    this.loadedUntil = this.over;
    await Promise.all([this.fireDue(fire, signal), this.keepLevel(signal)]);
  }

  private async fireDue(fire: Fire, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const isFull = this.firing.size >= MOST_FIRING;
      const due = isFull ? undefined : this.nextToFire();
      if (due) this.begin(due, fire);
      else await this.alarm.sleep(isFull ? Infinity : this.window.next - this.clock.now(), signal);
    }
  }

  private nextToFire(): PendingTimer | undefined {
    const due = this.window.takeDue(this.clock.now());
    return due ?? (this.firing.size < MOST_FIRING_AGAIN ? this.before.next() : undefined);
  }

  private begin(due: PendingTimer, fire: Fire): void {
    const fired = fire(due);
    if (!fired) {
      this.unknown = Math.min(this.unknown, due.at);
      return;
    }
    this.firing.add(due);
    void fired.then(() => {
      this.firing.delete(due);
      this.before.fired();
      this.alarm.wake();
    });
  }

  private async keepLevel(signal: AbortSignal): Promise<void> {
    const look = async () => {
      await this.load(signal);
      // Others may have listed what is due in a minute that was loaded long ago: an operator's retry, for one.
      await this.list.readOn(minuteOf(this.clock.now()), (timer) => this.window.add(timer));
      await this.finishMinutes(signal);
      await this.before.note(this.firedUntil());
    };
    while (!signal.aborted) {
      await patiently(look, this.clock, signal);
      this.alarm.wake();
      await this.clock.pause(LOOK_EVERY_MS, signal);
    }
  }

  private async load(signal: AbortSignal): Promise<void> {
    const from = this.window.horizon === Infinity ? 0 : this.window.horizon;
    if (from > 0 && !this.lookedUpAgain(from)) return;
    while (this.loadedUntil < this.clock.now() + LEAD_MS && !signal.aborted) {
      const minutes = this.nextToLoad();
      // Before the reading: what is listed while it goes on is taken in by whoever lists it.
      this.loadedUntil += minutes.length * MINUTE_MS;
      await this.loaded(minutes, from);
      this.alarm.wake();
      if (this.window.horizon !== Infinity) return;
    }
  }

  /** Everything in memory is due before the horizon: what is beyond is looked up again when there is room for it. */
  private lookedUpAgain(horizon: number): boolean {
    if (this.window.size > this.mostInMemory / 4) return false;
    this.window.horizon = Infinity;
    this.loadedUntil = minuteOf(horizon);
    this.list.readAgainFrom(this.loadedUntil);
    return true;
  }

  private nextToLoad(): readonly number[] {
    const end = this.clock.now() + LEAD_MS;
    const ahead = [...Array(LOADED_AT_ONCE).keys()].map((minute) => minute * MINUTE_MS);
    const minutes = ahead.map((ms) => this.loadedUntil + ms);
    return minutes.filter((minute) => minute < end);
  }

  private async loaded(minutes: readonly number[], from: number): Promise<void> {
    const take = (timer: PendingTimer) => {
      if (timer.at >= from && !this.before.takeIn(timer)) this.window.add(timer);
    };
    const readings = await Promise.allSettled(
      minutes.map((minute) => this.list.readOn(minute, take)),
    );
    const failed = readings.find(({ status }) => status === 'rejected');
    if (failed?.status !== 'rejected') return;
    // None of them counts as loaded: the next look begins with the first again.
    this.loadedUntil = minutes[0] ?? this.loadedUntil;
    throw failed.reason;
  }

  private async finishMinutes(signal: AbortSignal): Promise<void> {
    const before = this.over;
    const take = (timer: PendingTimer) => this.window.add(timer);
    while (!signal.aborted && this.isQuietUntil(this.over + MINUTE_MS)) {
      if (!(await this.list.finish(this.over, take))) break;
      this.over += MINUTE_MS;
    }
    if (this.over > before) await this.list.keepFirstOpen(this.over);
  }

  /** Nothing that this process knows of is still to fire before this time. */
  private isQuietUntil(end: number): boolean {
    return this.before.size === 0 && this.firedUntil(end) >= end;
  }

  private firedUntil(latest = this.clock.now()): number {
    const { next, horizon } = this.window;
    const known = Math.min(this.loadedUntil, horizon, this.unknown, next, latest);
    return [...this.firing].reduce((first, { at }) => Math.min(first, at), known);
  }
}
