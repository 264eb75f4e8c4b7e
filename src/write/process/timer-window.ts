/** A timer of one process: which, whose, and when. */
export interface PendingTimer {
  readonly process: string;
  readonly instance: string;
  readonly timer: string;
  /** As the process has set it: with the name, what makes it this timer and no later one. */
  readonly dueAt: string;
  readonly correlationId: string;
  /** Milliseconds since 1970 at which it is to fire: `dueAt`, or when it was listed if that was later. */
  readonly at: number;
}

interface Item {
  readonly timer: PendingTimer;
  gone: boolean;
}

export const timerKey = ({ process, instance, timer, dueAt }: Omit<PendingTimer, 'at'>) =>
  `${process}/${instance}/${timer}@${dueAt}`;

/**
 * The timers that are due next, at most `most` of them: a binary heap by time. When more are added, those that are due
 * last are let go, and `horizon` says from when on timers have to be looked up again where all of them are listed.
 */
export class TimerWindow {
  private heap: Item[] = [];
  private readonly items = new Map<string, Item>();
  horizon = Infinity;

  private limit: number;

  constructor(private readonly most: number) {
    this.limit = most;
  }

  get size(): number {
    return this.items.size;
  }

  add(timer: PendingTimer): void {
    const key = timerKey(timer);
    if (timer.at >= this.horizon || this.items.has(key)) return;
    const item = { timer, gone: false };
    this.items.set(key, item);
    this.heap.push(item);
    this.rise(this.heap.length - 1);
    if (this.items.size > this.limit) this.letGo();
  }

  remove(timer: Omit<PendingTimer, 'at'>): void {
    const key = timerKey(timer);
    const item = this.items.get(key);
    if (!item) return;
    item.gone = true;
    this.items.delete(key);
    if (this.heap.length > 2 * this.limit) this.rebuild(this.present());
  }

  /** When the next is due; Infinity while there is none. */
  get next(): number {
    while (this.heap[0]?.gone) this.pop();
    return this.heap[0]?.timer.at ?? Infinity;
  }

  /** Takes the next one out if it is due. */
  takeDue(now: number): PendingTimer | undefined {
    if (this.next > now) return undefined;
    const item = this.pop();
    if (item) this.items.delete(timerKey(item.timer));
    return item?.timer;
  }

  private present(): Item[] {
    return this.heap.filter(({ gone }) => !gone);
  }

  /**
   * Half of them at once, so that a flood costs a sort now and then, not each time. The horizon parts times, not timers:
   * of those that are due in one millisecond none or all are here, however many they are.
   */
  private letGo(): void {
    const sorted = this.present().sort((a, b) => a.timer.at - b.timer.at);
    const first = sorted[0]?.timer.at ?? 0;
    const middle = sorted[Math.floor(this.most / 2)]?.timer.at ?? first;
    this.horizon = Math.max(middle, first + 1);
    const kept = sorted.filter(({ timer }) => timer.at < this.horizon);
    for (const { timer } of sorted.slice(kept.length)) this.items.delete(timerKey(timer));
    this.limit = Math.max(this.most, 2 * kept.length);
    this.rebuild(kept);
  }

  private rebuild(items: Item[]): void {
    this.heap = items.sort((a, b) => a.timer.at - b.timer.at);
  }

  private pop(): Item | undefined {
    const [first] = this.heap;
    const last = this.heap.pop();
    if (last && last !== first) {
      this.heap[0] = last;
      this.sink();
    }
    return first;
  }

  private rise(index: number): void {
    const parent = (index - 1) >> 1;
    if (index === 0 || this.atOf(parent) <= this.atOf(index)) return;
    this.swap(index, parent);
    this.rise(parent);
  }

  private sink(index = 0): void {
    const [left, right] = [2 * index + 1, 2 * index + 2];
    const least = this.atOf(right) < this.atOf(left) ? right : left;
    if (this.atOf(least) >= this.atOf(index)) return;
    this.swap(index, least);
    this.sink(least);
  }

  private atOf(index: number): number {
    return this.heap[index]?.timer.at ?? Infinity;
  }

  private swap(a: number, b: number): void {
    [this.heap[a], this.heap[b]] = [this.heap[b] as Item, this.heap[a] as Item];
  }
}
