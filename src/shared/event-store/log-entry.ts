import type { DomainEvent, EventMetadata, Recorded } from '../events/event';
import type { Shape, UpcasterChain } from '../events/upcast';
import { formatPosition, type LogPosition } from '../kernel/log-position';

/** An event exactly as it was once written. */
export interface StoredEvent extends Shape {
  readonly id: string;
  readonly stream: string;
  readonly revision: bigint;
  readonly position: LogPosition;
  readonly data: object;
  readonly metadata: EventMetadata;
}

/** A stored event that nothing declared can read. Readers stop at it: skipping would be silent loss. */
export class UnreadableEvent extends Error {}

/** One place in the log: what was written there, and what it means today. */
export class LogEntry {
  private lifted: readonly Recorded<DomainEvent>[] | undefined;
  private formatted: string | undefined;

  constructor(
    readonly stored: StoredEvent,
    private readonly chain: UpcasterChain,
  ) {}

  get position(): LogPosition {
    return this.stored.position;
  }

  /** The position as text, whose order is the log's. */
  get at(): string {
    this.formatted ??= formatPosition(this.stored.position);
    return this.formatted;
  }

  /** None when it was dropped, several when it was split. @throws UnreadableEvent */
  get events(): readonly Recorded<DomainEvent>[] {
    this.lifted ??= this.lift();
    return this.lifted;
  }

  private lift(): readonly Recorded<DomainEvent>[] {
    const { id, stream, revision, position, metadata } = this.stored;
    try {
      if (!isOurs(metadata)) throw new Error('It carries none of the metadata of our events');
      return this.chain.lift(this.stored).map(({ type, data }, part) => ({
        type,
        data,
        id,
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
}

/** Other writers of the same log may know nothing of our metadata. */
function isOurs(metadata: Partial<EventMetadata> | undefined): boolean {
  return metadata?.recordedAt !== undefined && metadata.occurredAt !== undefined;
}
