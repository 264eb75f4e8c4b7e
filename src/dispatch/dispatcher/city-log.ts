import { Injectable, Logger } from '@nestjs/common';
import { EventStore, StoreUnavailable } from '../../shared/event-store/event-store';
import { UnreadableEvent, type LogEntry } from '../../shared/event-store/log-entry';
import type { DomainEvent, Recorded } from '../../shared/events/event';
import type { LogPosition } from '../../shared/kernel/log-position';
import { Clock } from '../../write/process/clock';
import { patiently } from '../../write/process/patience';

const OPENED_AGAIN_AFTER_MS = 500;

/** Follows the log, so that the cities of this process are what the log says, whether it leads them or not. */
@Injectable()
export class CityLog {
  private readonly logger = new Logger('dispatch');
  private at: LogPosition | undefined;
  private caughtUp = false;
  private taken = '';

  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Up to where everything was taken in, as sortable text. */
  get reached(): string {
    return this.taken;
  }

  /** Whether everything up to this position, sortable text, was taken in: not before the past is. */
  isLevelWith(position: string): boolean {
    return this.caughtUp && this.taken >= position;
  }

  /** Takes in what was recorded until now. */
  async catchUp(take: (event: Recorded<DomainEvent>) => void, signal: AbortSignal): Promise<void> {
    const read = async () => {
      const head = await this.store.head();
      await this.takeAll(this.store.readAll(this.at), take, signal);
      this.at = head ?? this.at;
    };
    this.caughtUp = await patiently(read, this.clock, signal);
  }

  /** Takes in what is recorded from now on, until `signal` aborts. */
  async follow(take: (event: Recorded<DomainEvent>) => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const following = async () => {
        await this.takeAll(this.store.subscribeToAll(this.at, signal), take, signal);
        if (!signal.aborted) throw new StoreUnavailable('The subscription ended');
      };
      await patiently(following, this.clock, signal);
      await this.clock.pause(OPENED_AGAIN_AFTER_MS, signal);
    }
  }

  private async takeAll(
    batches: AsyncIterable<readonly LogEntry[]>,
    take: (event: Recorded<DomainEvent>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    for await (const batch of batches) {
      for (const entry of batch) this.takeEntry(entry, take);
      if (signal.aborted) return;
    }
  }

  /** What was taken in before a line broke off is not taken in twice: states are folded, and counts would be off. */
  private takeEntry(entry: LogEntry, take: (event: Recorded<DomainEvent>) => void): void {
    if (entry.at <= this.taken) return;
    for (const event of this.eventsIn(entry)) take(event);
    this.taken = entry.at;
    this.at = entry.position;
  }

  /**
   * A city that stood still because of one event that cannot be read would be worse than one that is wrong about one
   * driver: what is known here only proposes, and the streams decide.
   */
  private eventsIn(entry: LogEntry): readonly Recorded<DomainEvent>[] {
    try {
      return entry.events;
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      this.logger.error(`Matched without: ${error.message}`);
      return [];
    }
  }
}
