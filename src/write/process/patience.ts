import { StoreUnavailable } from '../../shared/event-store/event-store';
import { CommandLostRace } from '../write.errors';
import type { Clock } from './clock';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5000;

/** Nothing is wrong with what was tried: the store is away, or others were faster for now. */
export function isPassing(error: unknown): boolean {
  return error instanceof StoreUnavailable || error instanceof CommandLostRace;
}

/**
 * Tries again for as long as it takes while what fails is only passing.
 * @returns false when the signal aborted before it was done
 * @throws whatever is not passing
 */
export async function patiently(
  work: () => Promise<unknown>,
  clock: Clock,
  signal: AbortSignal,
): Promise<boolean> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    if (signal.aborted) return false;
    try {
      await work();
      return true;
    } catch (error) {
      if (!isPassing(error)) throw error;
      await clock.pause(pauseMs * (0.5 + Math.random() / 2), signal);
    }
  }
}
