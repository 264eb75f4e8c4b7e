import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/**
 * Waits for a condition and answers with what made it true. Fails with the last thing seen when that has not changed for
 * `patienceMs`: a slow machine may take its time as long as anything moves.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  let last = '';
  for (let movedAt = Date.now(); ;) {
    const seen = await look();
    if (holds(seen)) return seen;
    const now = shown(seen);
    if (now !== last) [last, movedAt] = [now, Date.now()];
    else if (Date.now() - movedAt >= patienceMs) {
      throw new Error(`Nothing has moved for ${patienceMs} ms; last seen: ${now}`);
    }
    await pause(LOOK_AGAIN_MS);
  }
}

function shown(seen: unknown): string {
  return JSON.stringify(seen, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
