/** The longest timer that Node knows. */
const LONGEST_MS = 2 ** 31 - 1;

type Wait = (ms: number) => Promise<void>;

/**
 * The time of a city that is played live: a request's time in its file, so many times faster than on the wall. At `max`
 * it is as late as the last request, and what people do takes no time at all.
 */
export class CityClock {
  private readonly beganMs: number;
  private reachedMs: number;
  private hurried = false;

  constructor(
    private readonly speed: number | 'max',
    private readonly startMs: number,
    private readonly wall: () => number = () => Date.now(),
  ) {
    this.beganMs = wall();
    this.reachedMs = startMs;
  }

  /** On the wall, in milliseconds since 1970. */
  get nowMs(): number {
    return this.wall();
  }

  /** In the city. */
  get cityMs(): number {
    if (this.speed === 'max') return this.reachedMs;
    return this.startMs + (this.nowMs - this.beganMs) * this.speed;
  }

  /** Up to when on the wall whatever was planned is due: everything, once people hurry. */
  get dueMs(): number {
    return this.hurried ? Infinity : this.nowMs;
  }

  /** How long on the wall seconds of the city take, in milliseconds. */
  ms(seconds: number): number {
    if (this.speed === 'max' || this.hurried) return 0;
    return (seconds * 1000) / this.speed;
  }

  /** Waits until it is this time in the city. */
  async reach(cityMs: number, wait: Wait): Promise<void> {
    this.reachedMs = Math.max(this.reachedMs, cityMs);
    if (this.speed === 'max') return;
    const leftMs = (cityMs - this.cityMs) / this.speed;
    if (leftMs > 0) await wait(Math.min(leftMs, LONGEST_MS));
  }

  /** From now on nobody takes any time. */
  hurry(): void {
    this.hurried = true;
  }
}
