import { setTimeout } from 'node:timers/promises';
import type { Instant } from '../shared/kernel/time';

/** Raised where a replay waits, once it is told to stop. */
export class Stopped extends Error {}

/** @throws Stopped as soon as the signal aborts */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal });
  } catch (cause) {
    throw new Stopped('The replay was stopped', { cause });
  }
}

/** The longest timer that Node knows. */
const LONGEST_MS = 2 ** 31 - 1;

/** Lets event time pass so many times as fast as real time, beginning with the first instant that is asked for. */
export class Pace {
  private first: { readonly eventMs: number; readonly wallMs: number } | undefined;

  constructor(
    private readonly speed: number | 'max',
    private readonly signal: AbortSignal,
  ) {}

  /** Waits until it is this time in the replay; not at all when it is past, or no pace is kept. */
  async until(at: Instant): Promise<void> {
    if (this.speed === 'max') return;
    const eventMs = Date.parse(at);
    this.first ??= { eventMs, wallMs: performance.now() };
    const due = this.first.wallMs + (eventMs - this.first.eventMs) / this.speed;
    const ms = due - performance.now();
    if (ms > 0) await pause(Math.min(ms, LONGEST_MS), this.signal);
  }
}
