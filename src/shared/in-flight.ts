/** A bounded number of tasks at once: whoever starts one more waits until another has ended. */
export class InFlight {
  private readonly tasks = new Set<Promise<void>>();
  private failed: { readonly error: unknown } | undefined;

  /**
   * @param most at least 1; asked whenever one more is to be started
   * @param whenFailing is told at the first failure, so that the others can be stopped
   */
  constructor(
    private readonly most: number | (() => number),
    private readonly whenFailing: () => void,
  ) {}

  /** @throws what an earlier task has thrown */
  async start(task: () => Promise<void>): Promise<void> {
    while (this.tasks.size >= this.room) await Promise.race(this.tasks);
    this.rethrow();
    const running: Promise<void> = task()
      .catch((error: unknown) => {
        if (this.failed) return;
        this.failed = { error };
        this.whenFailing();
      })
      .finally(() => this.tasks.delete(running));
    this.tasks.add(running);
  }

  /** @throws what the first task that failed has thrown */
  async end(): Promise<void> {
    await Promise.all(this.tasks);
    this.rethrow();
  }

  private get room(): number {
    return typeof this.most === 'number' ? this.most : this.most();
  }

  private rethrow(): void {
    if (this.failed) throw this.failed.error;
  }
}
