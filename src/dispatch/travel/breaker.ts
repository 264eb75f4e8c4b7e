export interface Breaking {
  /** Failures one after the other before it opens. */
  readonly after: number;
  /** How long nobody is asked then. */
  readonly openMs: number;
}

/**
 * Keeps from asking whoever does not answer. After a while one is let through to try: by what becomes of it, it closes or
 * stays open for as long again.
 */
export class Breaker {
  private failures = 0;
  private openUntil = -Infinity;
  private isTrying = false;

  constructor(
    private readonly breaking: Breaking,
    private readonly now: () => number,
  ) {}

  /** Not closed: nobody is asked, or one is on trial. */
  get isOpen(): boolean {
    return this.failures >= this.breaking.after;
  }

  /** Whether to ask. Who is let through has to say what became of it. */
  lets(): boolean {
    if (!this.isOpen) return true;
    if (this.isTrying || this.now() < this.openUntil) return false;
    this.isTrying = true;
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.isTrying = false;
  }

  failed(): void {
    this.failures += 1;
    this.isTrying = false;
    if (this.isOpen) this.openUntil = this.now() + this.breaking.openMs;
  }
}
