import type { Clock } from './clock';

const LONGEST_SLEEP_MS = 60_000;
const WOKEN = 'woken';

/** A sleep that others may end before its time. */
export class Alarm {
  private ring = () => {};

  constructor(private readonly clock: Clock) {}

  /** Ends the sleep that is going on, if one is. */
  wake(): void {
    this.ring();
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    const woken = new AbortController();
    // With a reason: without one, each wake costs an error with a stack.
    const wake = () => woken.abort(WOKEN);
    this.ring = wake;
    signal.addEventListener('abort', wake);
    return this.clock
      .pause(Math.min(Math.max(ms, 0), LONGEST_SLEEP_MS), woken.signal)
      .finally(() => signal.removeEventListener('abort', wake));
  }
}
