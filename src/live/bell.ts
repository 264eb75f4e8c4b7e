/** The longest timer that Node knows. */
const LONGEST_MS = 2 ** 31 - 1;

/** Lets one who waits for a time be woken before it. */
export class Bell {
  private ringing = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.ringing = true;
    this.wake?.();
  }

  /** Until it has rung since the last time, but no longer than so many milliseconds; Infinity: until it rings. */
  async wait(ms: number): Promise<void> {
    if (!this.ringing && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(ms, LONGEST_MS));
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.ringing = false;
  }
}
