import type { RecordedTripEvent } from '../../shared/events/trip.events';
import type { LogEntry } from '../../shared/event-store/log-entry';
import { formatPosition } from '../../shared/kernel/log-position';
import type { Build } from './read-models';

/** What a build does not reflect yet: logs are read from the event at a position on, that event included. */
export function entriesAfter(
  { position: reached }: Build,
  batch: readonly LogEntry[],
): readonly LogEntry[] {
  return batch.filter(({ position }) => formatPosition(position) > (reached ?? ''));
}

/** @throws UnreadableEvent at the first that today's code cannot read */
export function eventsOf(batch: readonly LogEntry[]): readonly RecordedTripEvent[] {
  return batch.flatMap((entry) => entry.events) as readonly RecordedTripEvent[];
}

/** The build with these entries behind it; they are counted, since positions are bytes. */
export function advancedBy(build: Build, batch: readonly LogEntry[]): Build {
  const last = batch.at(-1);
  if (!last) return build;
  const { position, metadata } = last.stored;
  const events = build.events + batch.length;
  return { ...build, position: formatPosition(position), time: metadata.recordedAt, events };
}
