type Work = () => Promise<void>;

/**
 * Work of one key in its order, of several keys at the same time, at most `atOnce` of it running and `mostWaiting` of it
 * taken in.
 */
export class Lanes {
  private readonly lanes = new Map<string, Work[]>();
  private readonly ready: string[] = [];
  private readonly wakes: (() => void)[] = [];
  private running = 0;
  private taken = 0;

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting: number,
  ) {}

  /** Resolves when there is room for more: whoever adds without waiting for it is not held up. */
  async room(): Promise<void> {
    while (this.taken >= this.mostWaiting) await this.somethingEnds();
  }

  /** Resolves when all that was added has ended. */
  async idle(): Promise<void> {
    while (this.taken > 0) await this.somethingEnds();
  }

  /** @param work must not reject: what fails is its own to deal with */
  add(key: string, work: Work): void {
    this.taken += 1;
    const lane = this.lanes.get(key);
    if (lane) lane.push(work);
    else {
      this.lanes.set(key, [work]);
      this.ready.push(key);
    }
    this.start();
  }

  private start(): void {
    while (this.running < this.atOnce) {
      const key = this.ready.shift();
      if (key === undefined) return;
      this.running += 1;
      void this.runNext(key);
    }
  }

  private async runNext(key: string): Promise<void> {
    const lane = this.lanes.get(key) ?? [];
    try {
      await lane[0]?.();
    } finally {
      lane.shift();
      this.running -= 1;
      this.taken -= 1;
      if (lane.length > 0) this.ready.push(key);
      else this.lanes.delete(key);
      this.start();
      for (const wake of this.wakes.splice(0)) wake();
    }
  }

  private somethingEnds(): Promise<void> {
    return new Promise((resolve) => this.wakes.push(resolve));
  }
}
