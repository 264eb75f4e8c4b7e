import { v5 as uuid } from 'uuid';
import type { DomainEvent, EventMetadata, Recorded } from '../events/event';
import type { Merger, Shape, UpcasterChain } from '../events/upcast';
import { formatPosition, type LogPosition } from '../kernel/log-position';

/** Names the ids of parts apart from everybody else's UUIDv5s. */
const PART_IDS = '3d1f0b52-7a86-5e6b-9a5b-0c4c1d7e8f21';

/** An event exactly as it was once written. */
export interface StoredEvent extends Shape {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: LogPosition;
  readonly data: object;
  readonly metadata: EventMetadata;
  /** Why what is sealed of it cannot be opened. */
  readonly fault?: Error;
}

/** Neighbours that mean one thing together (`docs/decisions/0021-one-door-to-the-past.md`). */
export interface Run {
  readonly merger: Merger;
  readonly events: readonly StoredEvent[];
}

/** A stored event that nothing declared can read. Readers stop at it: skipping would be silent loss. */
export class UnreadableEvent extends Error {}

/** One place in the log: what was written there, and what it means today. */
export class LogEntry {
  private lifted: readonly Recorded<DomainEvent>[] | undefined;
  private formatted: string | undefined;
  private before: string | undefined;

  /** @param run the neighbours that it was written with, itself among them, where these mean something together */
  constructor(
    readonly stored: StoredEvent,
    private readonly chain: UpcasterChain,
    private readonly run?: Run,
  ) {}

  get position(): LogPosition {
    return this.stored.position;
  }

  /** What stands before the first hyphen of its stream's name. */
  get category(): string {
    this.before ??= categoryOf(this.stored.stream);
    return this.before;
  }

  /** The position as text, whose order is the log's. */
  get at(): string {
    this.formatted ??= formatPosition(this.stored.position);
    return this.formatted;
  }

  /**
   * None when it was dropped, or is told by the last of its run; several when it was split.
   * @throws UnreadableEvent
   */
  get events(): readonly Recorded<DomainEvent>[] {
    this.lifted ??= this.lift();
    return this.lifted;
  }

  /**
   * The same events for a consumer that still reads older versions of some types.
   * @param versions the version that it reads, by type; today's of the types that it does not name
   * @throws UnreadableEvent; NoWayDown
   */
  eventsIn(versions: Readonly<Record<string, number>>): readonly Recorded<DomainEvent>[] {
    return this.events.map((event) => {
      const version = versions[event.type];
      return version === undefined ? event : { ...event, ...this.chain.lower(event, version) };
    });
  }

  private lift(): readonly Recorded<DomainEvent>[] {
    const { id, stream, revision, position, metadata, fault } = this.stored;
    try {
      if (fault) throw fault;
      if (!isOurs(metadata)) throw new Error('It carries none of the metadata of our events');
      return this.meaning().map(({ type, data }, part) => ({
        type,
        data,
        id: part === 0 ? id : uuid(`${id}/${part}`, PART_IDS),
        stream,
        revision,
        position,
        part,
        metadata,
      }));
    } catch (cause) {
      const { type, version } = this.stored;
      const where = `${stream}@${revision} at ${this.at}`;
      throw new UnreadableEvent(`${type}.v${version} in ${where} cannot be read`, { cause });
    }
  }

  private meaning(): readonly DomainEvent[] {
    if (!this.run) return this.chain.lift(this.stored);
    const { merger, events } = this.run;
    const broken = events.find(({ fault }) => fault !== undefined);
    if (broken?.fault) throw broken.fault;
    const isLast = events.at(-1)?.revision === this.stored.revision;
    return isLast ? this.chain.liftTogether(merger, events) : [];
  }
}

/** `trip` of `trip-17`; the whole name where it has no hyphen. */
export function categoryOf(stream: string): string {
  const end = stream.indexOf('-');
  return end < 0 ? stream : stream.slice(0, end);
}

/** Other writers of the same log may know nothing of our metadata. */
function isOurs(metadata: Partial<EventMetadata> | undefined): boolean {
  return metadata?.recordedAt !== undefined && metadata.occurredAt !== undefined;
}
