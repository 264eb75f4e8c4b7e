import type { EventMetadata } from '../../shared/events/event';
import type { LogEntry } from '../../shared/event-store/log-entry';
import type { Build } from './read-models';

/** What a build does not reflect yet: logs are read from the event at a position on, that event included. */
export function entriesAfter(
  { position: reached }: Build,
  batch: readonly LogEntry[],
): readonly LogEntry[] {
  const from = reached ?? '';
  const [first] = batch;
  return first && first.at > from ? batch : batch.filter(({ at }) => at > from);
}

/** The build with these entries behind it; they are counted, since positions are bytes. */
export function advancedBy(build: Build, batch: readonly LogEntry[]): Build {
  const last = batch.at(-1);
  if (!last) return build;
  const { id: eventId, metadata } = last.stored;
  const events = build.events + batch.length;
  // Other writers of the same log may know nothing of our metadata.
  const time = (metadata as Partial<EventMetadata> | undefined)?.recordedAt ?? null;
  return { ...build, position: last.at, eventId, time, events };
}
