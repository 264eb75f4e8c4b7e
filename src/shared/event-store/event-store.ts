import type { DomainEvent, EventMetadata, Recorded } from '../events/event';
import type { LogPosition } from '../kernel/log-position';
import type { LogEntry } from './log-entry';

export interface NewEvent extends DomainEvent {
  /** A UUID. Deterministic ids let the server recognise an append that it has already taken. */
  readonly id: string;
  readonly metadata: EventMetadata;
}

export type ExpectedRevision = bigint | 'no stream' | 'any';

/**
 * Streams in which the engine keeps what it needs itself: what processes noted, which timers are due when, how far
 * readers have come, folded states. They are read by name; whoever reads the log reads the facts of the business.
 */
const OF_THE_ENGINE = ['process-', 'timers-', 'troubles-', 'checkpoint-', 'snapshot-'];

export function isOfTheEngine(stream: string): boolean {
  return OF_THE_ENGINE.some((prefix) => stream.startsWith(prefix));
}

/** The names of all other streams, but for the server's own: no more than servers have to understand. */
export const OF_THE_BUSINESS = `^(?!${['\\$', ...OF_THE_ENGINE].join('|')})`;

/** Which events of the log are read: those of the business, or the engine's own as well. */
export type Which = 'facts' | 'everything';

export interface ReadWhat {
  /** The facts, if nothing is said. */
  readonly which?: Which;
  /** Of those, the first so many; all without. */
  readonly atMost?: number;
}

export interface Appended {
  /** Of the last event of this append. */
  readonly revision: bigint;
  readonly position: LogPosition;
}

export interface StreamRead {
  readonly events: readonly Recorded<DomainEvent>[];
  /** The last stored event, whether or not it still means anything today; undefined without a stream. */
  readonly last: Appended | undefined;
}

/** The one door to the log: whatever is read through it has today's shape. */
export abstract class EventStore {
  /**
   * All of `events` become durable at once, or none.
   * @throws LostRace when the stream is no longer at `expected`
   * @throws StoreUnavailable when the store did not answer: the append may or may not have happened, and is safe to repeat
   */
  abstract append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended>;

  /** A stream from the event at `from` (inclusive; its first without) to its last; empty when there is none. */
  abstract readStream(stream: string, from?: bigint): Promise<StreamRead>;

  /** The same in batches as they arrive, for streams that may be long. */
  abstract readStreamInBatches(stream: string, from?: bigint): AsyncIterable<readonly LogEntry[]>;

  /** The last events of a stream, `count` of them as they are stored, in their order. */
  abstract readLast(stream: string, count?: number): Promise<StreamRead>;

  /** From now on the store forgets all but the last `count` events of this stream. */
  abstract keepLast(stream: string, count: number): Promise<void>;

  /** The log from the event at `from` (inclusive; its start without) to its present end, in batches. */
  abstract readAll(from?: LogPosition, what?: ReadWhat): AsyncIterable<readonly LogEntry[]>;

  /** The facts of the log after `from` (exclusive), past and future, in batches as they arrive, until `signal` aborts. */
  abstract subscribeToAll(
    from: LogPosition | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly LogEntry[]>;

  /** A stream after `afterRevision` (exclusive), past and future, until `signal` aborts. */
  abstract subscribeToStream(
    stream: string,
    afterRevision: bigint | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly LogEntry[]>;

  /** Where the log's last event stands; undefined while it is empty. */
  abstract head(): Promise<LogPosition | undefined>;
}

/** Somebody else appended first. */
export class LostRace extends Error {
  constructor(readonly stream: string) {
    super(`${stream} has moved on`);
  }
}

export class StoreUnavailable extends Error {}
