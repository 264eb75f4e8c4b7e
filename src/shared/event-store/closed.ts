import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 500;

/** What the client has of a connection. */
interface Connection {
  dispose(): Promise<void>;
}

/**
 * Closes the client, which waits forever for reads that were left before their end. It then holds nothing that keeps a process
 * alive: the timer does, or else whoever waits for us would never hear of it.
 */
export async function closed(connection: Connection): Promise<void> {
  const done = new AbortController();
  const patience = pause(PATIENCE_MS, undefined, { signal: done.signal });
  await Promise.race([connection.dispose(), patience.catch(() => undefined)]);
  done.abort();
}
