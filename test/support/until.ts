import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/** Waits for a condition and answers with what made it true; fails with the last thing seen when it never does. */
export async function until<T>(
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() >= deadline) {
      throw new Error(`Not within ${patienceMs} ms; last seen: ${shown(seen)}`);
    }
    await pause(LOOK_AGAIN_MS);
  }
}

function shown(seen: unknown): string {
  return JSON.stringify(seen, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
