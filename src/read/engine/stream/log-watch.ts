import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { RecordedCityEvent } from '../../../shared/events/city.events';
import { EventStore } from '../../../shared/event-store/event-store';
import type { LogEntry } from '../../../shared/event-store/log-entry';
import { parsePosition } from '../../../shared/kernel/log-position';
import { stampAt } from '../projection';
import { tailOf } from '../tail';
import { Audience, type Listener, type Told } from './audience';
import { LogMemory } from './log-memory';

const REMEMBERED = 20_000;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 5000;
/** Without an event for so long it is looked whether there really is none. */
const SILENT_MS = 10_000;

/**
 * One subscription to the log for every open stream of this process: each event is read, lifted and opened once, however
 * many screens there are, and told to those whom it concerns. Begins with the first listener.
 */
@Injectable()
export class LogWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('log watch');
  private readonly stopping = new AbortController();
  private readonly audience = new Audience();
  private memory: LogMemory | undefined;
  private running: Promise<void> = Promise.resolve();
  private reached = '';

  constructor(private readonly store: EventStore) {}

  /** Begins, unless it has: with what comes after a position. */
  beginAt(position: string): void {
    if (this.memory) return;
    this.memory = new LogMemory(position, REMEMBERED);
    this.reached = position;
    this.running = this.run();
  }

  /** Everything behind this place is remembered: nobody can join who stands before it. */
  get remembersFrom(): string {
    return this.memory?.from ?? '';
  }

  /** What came after a place in the log; undefined when not all of it is remembered, or it has not been reached. */
  since(place: string): readonly Told[] | undefined {
    return place > behind(this.reached) ? undefined : this.memory?.since(place);
  }

  /**
   * @param take is told, from now on, what its listener listens to
   * @param broken when `take` has thrown: it is told nothing any more
   */
  join(take: (told: Told) => void, broken: () => void): Listener {
    return this.audience.join(take, (error) => {
      this.logger.error(error instanceof Error ? error.stack : String(error));
      broken();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let backoffMs = FIRST_BACKOFF_MS;
    while (!signal.aborted) {
      const before = this.reached;
      try {
        await this.follow(signal);
      } catch (error) {
        this.logger.warn(`Again in ${backoffMs} ms: ${String(error)}`);
      }
      backoffMs =
        this.reached > before ? FIRST_BACKOFF_MS : Math.min(backoffMs * 2, LONGEST_BACKOFF_MS);
      await pause(backoffMs, undefined, { signal }).catch(() => undefined);
    }
  }

  private async follow(stopped: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const end = () => ended.abort();
    stopped.addEventListener('abort', end, { once: true });
    const listening = setInterval(() => void this.breakSilence(ended), SILENT_MS);
    try {
      const batches = this.store.subscribeToAll(parsePosition(this.reached), ended.signal);
      for await (const batch of batches) this.tell(batch);
    } finally {
      clearInterval(listening);
      stopped.removeEventListener('abort', end);
    }
  }

  /** A line can go dead without a word: then the log moves on and we do not. */
  private async breakSilence(ended: AbortController): Promise<void> {
    const position = this.reached;
    const tail = await tailOf(this.store, { position, eventId: null }, Date.now(), 1).catch(
      () => null,
    );
    await pause(FIRST_BACKOFF_MS);
    if (tail && tail.lag.events > 0 && this.reached === position) ended.abort();
  }

  private tell(batch: readonly LogEntry[]): void {
    for (const entry of batch) {
      for (const event of this.eventsOf(entry)) {
        const told = { place: stampAt(entry.at, event.part), event };
        this.memory?.add(told);
        this.audience.tell(told);
      }
      this.reached = entry.at;
    }
  }

  /** What cannot be read stops a read model; a screen goes on without it. */
  private eventsOf(entry: LogEntry): readonly RecordedCityEvent[] {
    try {
      return entry.events as readonly RecordedCityEvent[];
    } catch (error) {
      this.logger.warn(String(error));
      return [];
    }
  }
}

/** Behind everything at a position: where a read model stands that has reached it. */
export const behind = (position: string) => stampAt(position, 99);
