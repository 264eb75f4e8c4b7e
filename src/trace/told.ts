import type { EventStore } from '../shared/event-store/event-store';
import type { EventMetadata } from '../shared/events/event';
import type { LogEntry, StoredEvent } from '../shared/event-store/log-entry';
import { formatPosition, type LogPosition } from '../shared/kernel/log-position';

/** One stored event of a story, JSON-plain. */
export interface Told {
  readonly type: string;
  readonly id: string;
  /** By which what follows from it may name it: its own id, and those of the parts that it was split into. */
  readonly ids: readonly string[];
  readonly stream: string;
  readonly revision: number;
  readonly position: string;
  readonly recordedAt: string;
  readonly occurredAt: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly commandId: string;
  readonly actor: string;
  readonly traceparent: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** What these streams tell, in the order of the log. */
export async function toldIn(store: EventStore, streams: readonly string[]): Promise<Told[]> {
  const told: Told[] = [];
  for (const stream of streams) {
    for await (const batch of store.readStreamInBatches(stream)) told.push(...batch.map(toldBy));
  }
  return inOrder(told);
}

/**
 * What the log tells of these correlations and commands. No index leads to them, so that all of it is read from `from` on.
 * @param seen is told how many events were looked at
 */
export async function toldOf(
  store: EventStore,
  ids: ReadonlySet<string>,
  from: LogPosition | undefined,
  seen: (events: number) => void = () => undefined,
): Promise<Told[]> {
  const told: Told[] = [];
  let events = 0;
  for await (const batch of store.readAll(from, { which: 'everything' })) {
    told.push(...batch.filter(({ stored }) => concerns(stored, ids)).map(toldBy));
    events += batch.length;
    seen(events);
  }
  return told;
}

/** Each event once, in the order of the log. */
export function inOrder(told: readonly Told[]): Told[] {
  const each = new Map(told.map((event) => [event.id, event]));
  return [...each.values()].sort((a, b) => (a.position < b.position ? -1 : 1));
}

function concerns({ metadata }: StoredEvent, ids: ReadonlySet<string>): boolean {
  const { correlationId, commandId } = (metadata as Partial<EventMetadata> | undefined) ?? {};
  return ids.has(correlationId ?? '') || ids.has(commandId ?? '');
}

/** What was stored, whether or not today's code can read it. */
function toldBy(entry: LogEntry): Told {
  const { id, type, stream, revision, position, data } = entry.stored;
  return {
    ...{ type, id, ids: [id, ...partsOf(entry)], stream, revision: Number(revision) },
    ...{ position: formatPosition(position), data: data as Told['data'] },
    ...surroundings(entry.stored.metadata),
  };
}

const UNKNOWN = {
  correlationId: '',
  causationId: '',
  commandId: '',
  recordedAt: '',
  occurredAt: '',
};

/** Other writers of the same log may know nothing of our metadata. */
function surroundings(metadata: Partial<EventMetadata> | undefined) {
  const { actor, traceparent = null, ...known } = { ...UNKNOWN, ...metadata };
  const { recordedAt, occurredAt, correlationId, causationId, commandId } = known;
  return {
    ...{ recordedAt, occurredAt, correlationId, causationId, commandId, traceparent },
    actor: actor ? `${actor.type}:${actor.id}` : 'unknown',
  };
}

function partsOf(entry: LogEntry): string[] {
  try {
    return entry.events.map(({ id }) => id);
  } catch {
    return [];
  }
}
