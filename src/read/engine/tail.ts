import type { EventMetadata } from '../../shared/events/event';
import type { EventStore } from '../../shared/event-store/event-store';
import type { LogEntry } from '../../shared/event-store/log-entry';
import { parsePosition } from '../../shared/kernel/log-position';
import type { Build } from './read-models';

/** Events that are counted beyond a checkpoint; whoever is further behind is told so. */
const MOST_COUNTED = 1000;

/** How far a read model is behind the log. */
export interface Lag {
  readonly events: number;
  /** There are more than that: counting stopped there. */
  readonly more: boolean;
  /** Since the first of them was recorded; 0 when there is none, or when it does not say. */
  readonly seconds: number;
}

/** What the log holds from a checkpoint on. */
export interface Tail {
  readonly lag: Lag;
  /** Whether the event at the checkpoint is the one that was folded. */
  readonly sameLog: boolean;
}

/**
 * Counts, by reading, what a build does not reflect yet. Positions are bytes and would say nothing.
 * @param now milliseconds since 1970
 * @throws StoreUnavailable
 */
export async function tailOf(
  store: EventStore,
  { position, eventId }: Pick<Build, 'position' | 'eventId'>,
  now: number,
  atMost = MOST_COUNTED,
): Promise<Tail> {
  const reached = position ?? '';
  const entries: LogEntry[] = [];
  // The event at the position itself, and one to tell of more. Read to its end, so that the client can close the read.
  for await (const batch of store.readAll(parsePosition(reached), { atMost: atMost + 2 })) {
    entries.push(...batch);
  }
  const beyond = entries.filter(({ at }) => at > reached);
  const more = beyond.length > atMost;
  const events = more ? atMost : beyond.length;
  const sameLog = position === null || entries[0]?.stored.id === eventId;
  return { lag: { events, more, seconds: secondsSince(beyond[0], now) }, sameLog };
}

function secondsSince(entry: LogEntry | undefined, now: number): number {
  // Other writers of the same log may know nothing of our metadata.
  const metadata = entry?.stored.metadata as Partial<EventMetadata> | undefined;
  const recordedAt = metadata?.recordedAt;
  return recordedAt === undefined ? 0 : Math.max(0, (now - Date.parse(recordedAt)) / 1000);
}
