import type { TimerList } from './timer-list';
import type { PendingTimer } from './timer-window';

/**
 * Timers that are listed in minutes that are not over, and that an earlier process has fired already if what it noted
 * holds for them. Another may have listed them since, so each is looked at again, but behind those that nobody has fired.
 */
export class FiredBefore {
  private readonly timers: PendingTimer[] = [];
  private until = 0;
  private isNew = false;

  constructor(
    private readonly list: TimerList,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.timers.length;
  }

  async open(): Promise<void> {
    this.until = await this.list.firedUntil();
  }

  /** @returns whether it has been taken in here */
  takeIn(timer: PendingTimer): boolean {
    const isOne = timer.at < this.until && this.timers.length < this.most;
    if (isOne) this.timers.push(timer);
    return isOne;
  }

  next(): PendingTimer | undefined {
    return this.timers.pop();
  }

  /** There will be something to note. */
  fired(): void {
    this.isNew = true;
  }

  /** Notes that all this process knows of has fired until a time in ms since 1970; nothing while some wait here. */
  async note(time: number): Promise<void> {
    if (!this.isNew || this.size > 0) return;
    this.isNew = false;
    await this.list.keepFiredUntil(time);
  }
}
