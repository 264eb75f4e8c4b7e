import type { EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';

/** Beyond every position: text order is log order, and digits come before this. */
export const END_OF_LOG = '~';

/**
 * The log from the event at a position (inclusive, as the store reads; its start for null) to the one at another
 * (inclusive), in batches as they arrive. @throws StoreUnavailable
 */
export async function* logBetween(
  store: EventStore,
  from: string | null,
  upTo: string,
): AsyncGenerator<readonly LogEntry[], void, undefined> {
  const start = from ?? '';
  if (upTo <= start) return;
  for await (const batch of store.readAll(parsePosition(start))) {
    const wanted = batch.filter(({ at }) => at <= upTo);
    if (wanted.length > 0) yield wanted;
    const last = batch.at(-1);
    if (last && last.at >= upTo) return;
  }
}
