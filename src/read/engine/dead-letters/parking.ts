import { UnreadableEvent, type LogEntry } from '../../../shared/event-store/log-entry';

/** Why an event waits. Only the first of a queue has a fault of its own. */
export type Fault = 'unreadable' | 'rule' | 'refused by the store' | 'behind another';

/** An event that some documents have not taken yet. */
export interface ParkedEvent {
  readonly position: string;
  readonly eventId: string;
  readonly stream: string;
  readonly type: string;
  readonly fault: Fault;
  readonly reason: string | null;
  /** The documents that wait for it; null when nobody can tell which, and its whole stream waits. */
  readonly keys: readonly string[] | null;
}

/** So many parked events are no accident of some documents but a broken projection. */
const MOST_PARKED = 10_000;

class TooManyDeadLetters extends Error {
  constructor(readonly parked: number) {
    super(`${parked} events are parked: the projection itself is broken, not some documents`);
  }
}

/**
 * What of one build waits: an event that failed, and behind it every later event of the same documents, so that each
 * document still sees its events in the order of the log. All other documents go on.
 */
export class Parking {
  /** From which position on they wait: what comes again from before that has been folded already. */
  private readonly keys = new Map<string, string>();
  private readonly streams = new Map<string, string>();
  private readonly ids = new Set<string>();
  readonly added: ParkedEvent[] = [];

  /** @param skipped ids of events that an operator decided to pass over */
  constructor(
    private readonly parked: readonly ParkedEvent[] = [],
    private readonly skipped: ReadonlySet<string> = new Set(),
  ) {
    for (const each of parked) this.remember(each);
  }

  /** For a batch that may not come to its end: keep the copy when it did. */
  copy(): Parking {
    return new Parking([...this.parked, ...this.added], this.skipped);
  }

  get size(): number {
    return this.parked.length + this.added.length;
  }

  get isEmpty(): boolean {
    return this.size === 0;
  }

  skips({ stored }: LogEntry): boolean {
    return this.skipped.size > 0 && this.skipped.has(stored.id);
  }

  /** Whether the document may not take the entry yet. */
  holds({ stored, at }: LogEntry, key: string): boolean {
    if (this.isEmpty) return false;
    const waitsFrom = [this.keys.get(key), this.streams.get(stored.stream)];
    return waitsFrom.some((first) => first !== undefined && at >= first);
  }

  /** @param waiting the documents that wait, each with what its fold threw, or undefined behind another event */
  park(entry: LogEntry, waiting: ReadonlyMap<string, unknown>, fault: Fault = 'rule'): void {
    const failure = [...waiting.values()].find((error) => error !== undefined);
    this.add(entry, [...waiting.keys()], failure === undefined ? 'behind another' : fault, failure);
  }

  /** The entry's whole stream waits, since nobody can tell which documents the entry touches. */
  parkStream(entry: LogEntry, failure: unknown): void {
    const fault = failure instanceof UnreadableEvent ? 'unreadable' : 'rule';
    this.add(
      entry,
      null,
      this.streams.has(entry.stored.stream) ? 'behind another' : fault,
      failure,
    );
  }

  private add(
    { stored, at: position }: LogEntry,
    keys: readonly string[] | null,
    fault: Fault,
    failure: unknown,
  ): void {
    const { id: eventId, stream, type } = stored;
    if (this.ids.has(eventId)) return;
    const reason = failure === undefined ? null : reasonOf(failure);
    const parked = { position, eventId, stream, type, fault, reason, keys };
    this.remember(parked);
    this.added.push(parked);
    if (this.size > MOST_PARKED) throw new TooManyDeadLetters(this.size);
  }

  private remember({ eventId, stream, keys, position }: ParkedEvent): void {
    this.ids.add(eventId);
    if (!keys) from(position, stream, this.streams);
    else for (const key of keys) from(position, key, this.keys);
  }
}

function from(position: string, what: string, waiting: Map<string, string>): void {
  if (position < (waiting.get(what) ?? '~')) waiting.set(what, position);
}

function reasonOf(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  const { message, cause } = failure;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
