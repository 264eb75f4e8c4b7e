import type { Progress } from '../read/engine/rebuild';

const SHOWN_EVERY_MS = 200;

/** One line that is written over on a terminal; nothing where a program listens. */
export class ProgressLine {
  private startedAt = Date.now();
  private shownAt = 0;

  constructor(private readonly quiet: boolean) {}

  show(progress: Progress): void {
    const now = Date.now();
    if (this.quiet || !process.stderr.isTTY || now - this.shownAt < SHOWN_EVERY_MS) return;
    this.shownAt = now;
    process.stderr.write(`\r\x1b[K${this.words(progress, now)}`);
  }

  /** Ends the line, for the next one to begin with its own clock. */
  end(summary?: string): void {
    if (!this.quiet && process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    if (!this.quiet && summary !== undefined) console.log(summary);
    this.startedAt = Date.now();
  }

  private words({ readModel, phase, events, of, eventTime }: Progress, now: number): string {
    const seconds = Math.max(0.001, (now - this.startedAt) / 1000);
    const rate = events / seconds;
    const left = Math.max(0, of - events);
    const eta = rate > 0 ? `${Math.ceil(left / rate)} s` : 'unknown';
    const reached = eventTime === null ? '' : `, at ${eventTime}`;
    return `${readModel}: ${phase} ${events} of ${Math.max(of, events)} events, ${Math.round(rate)}/s, ETA ${eta}${reached}`;
  }
}
