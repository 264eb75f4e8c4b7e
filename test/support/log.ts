import { randomUUID } from 'node:crypto';
import type { EventStore, NewEvent, Appended } from '../../src/shared/event-store/event-store';
import { LogEntry } from '../../src/shared/event-store/log-entry';
import type { DomainEvent, EventMetadata } from '../../src/shared/events/event';
import { history } from '../../src/shared/events/history';
import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import { shapeName } from '../../src/shared/events/upcast';
import { system } from './trip.samples';

const CURRENT = new Map(history.declarations.map(({ type, version }) => [type, version]));

export function metadata(change: Partial<EventMetadata> = {}): EventMetadata {
  const occurredAt = '2014-04-01T04:11:00.000Z';
  return {
    ...{ schemaVersion: 1, occurredAt, recordedAt: occurredAt, cityId: 'nyc' },
    ...{ correlationId: 'c-1', causationId: 'c-1', commandId: 'c-1', requestHash: 'hash' },
    ...{ actor: system, subjectIds: ['ada'] },
    ...change,
  };
}

/** An event as an append takes it; in an old shape when a version is given. */
export function fresh(
  { type, data }: DomainEvent,
  version = CURRENT.get(type) ?? 1,
  id: string = randomUUID(),
): NewEvent {
  return { id, type, data, metadata: metadata({ schemaVersion: version }) };
}

/** Appends the events to a stream that does not exist yet. */
export function begin(
  store: EventStore,
  stream: string,
  events: readonly DomainEvent[],
): Promise<Appended> {
  return store.append(
    stream,
    'no stream',
    events.map((event) => fresh(event)),
  );
}

export async function everyEntry(entries: AsyncIterable<readonly LogEntry[]>): Promise<LogEntry[]> {
  const all: LogEntry[] = [];
  for await (const batch of entries) all.push(...batch);
  return all;
}

/** The first `count` entries of something that never ends. */
export async function firstEntries(
  subscribe: (signal: AbortSignal) => AsyncIterable<readonly LogEntry[]>,
  count: number,
): Promise<LogEntry[]> {
  const done = new AbortController();
  const seen: LogEntry[] = [];
  for await (const batch of subscribe(done.signal)) {
    seen.push(...batch);
    if (seen.length >= count) done.abort();
  }
  return seen;
}

export const eventsIn = (entries: readonly LogEntry[]) =>
  entries.flatMap(({ events }) => events) as RecordedTripEvent[];

/** What is stored, by the names of its shapes. */
export const shapesIn = (entries: readonly LogEntry[]) =>
  entries.map(({ stored }) => shapeName(stored));

/** The entries that would be read as these events. */
export function entriesOf(events: readonly RecordedTripEvent[]): LogEntry[] {
  return events.map((event) => {
    const { type, data, id, stream, revision, position } = event;
    const version = CURRENT.get(type) ?? 1;
    return new LogEntry(
      { type, version, data, id, stream, revision, position, metadata: event.metadata },
      history,
    );
  });
}
