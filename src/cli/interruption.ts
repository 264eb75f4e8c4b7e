import type { Report } from '../read/engine/rebuild/progress';
import { RebuildPaused } from '../read/engine/rebuild/rebuild.errors';

/** Ctrl-C, or the end of the process, came before the end of the work. */
export class Interrupted extends Error {
  constructor(message = 'Interrupted: nothing was switched or dropped') {
    super(message);
  }
}

/**
 * Aborts the signal at Ctrl-C, so that what is going on can end where it may be resumed; the second Ctrl-C ends the process.
 * @throws Interrupted when it stopped for that; whatever `work` throws
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stopping = new AbortController();
  const interrupt = () => stopping.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await work(stopping.signal);
  } catch (error) {
    const isOurs = stopping.signal.aborted && error instanceof RebuildPaused;
    throw isOurs ? new Interrupted(error.message) : error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** For what cannot be paused: its next sign of progress throws Interrupted. */
export function stoppable(report: Report, signal: AbortSignal): Report {
  return (reached) => {
    if (signal.aborted) throw new Interrupted();
    report(reached);
  };
}
