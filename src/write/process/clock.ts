/** What time it is, and being woken later: the machine's, or one that a spec turns by hand. */
export abstract class Clock {
  /** Milliseconds since 1970. */
  abstract now(): number;
  /** Calls `wake` once, so many milliseconds from now, unless the answer was called before. */
  abstract wakeAfter(ms: number, wake: () => void): () => void;

  /** Resolves so many milliseconds from now, or as soon as the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.wakeAfter(ms, end);
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });
  }
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  wakeAfter(ms: number, wake: () => void): () => void {
    const timeout = setTimeout(wake, ms);
    return () => clearTimeout(timeout);
  }
}
