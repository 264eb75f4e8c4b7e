import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v5 as uuid } from 'uuid';
import type { EngineEvent } from '../../shared/events/process.events';
import { EventStore, type Appended, type NewEvent } from '../../shared/event-store/event-store';
import type { Sent } from '../../shared/kernel/sent';
import { newEvent } from '../new-event';
import { Clock } from './clock';

const IDS = 'd0b8c1de-53f5-5d0a-9c1c-7e2a4d9b6f30';

/** An entry, and what it is there for: written for the same cause again, it is the same entry. */
export interface Note {
  readonly cause: string;
  readonly event: EngineEvent;
}

/** The engine's own streams that are no process: indexes and places, which may be written twice without harm. */
@Injectable()
export class EngineLog {
  constructor(
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** @param cause names this entry: written for the same cause again, it is the same entry */
  async note(
    stream: string,
    cause: string,
    event: EngineEvent,
    subjectIds: readonly string[] = [],
  ): Promise<Appended> {
    return this.store.append(stream, 'any', [this.entry(stream, cause, event, subjectIds)]);
  }

  /** Several at once. Not the same entries again when they are written in other company: readers know them by what they say. */
  async noteAll(stream: string, notes: readonly Note[]): Promise<Appended> {
    // The server takes an append that begins with an entry that it has, and goes on with another, for a mistake.
    const together = notes.length > 1 ? `/${randomUUID()}` : '';
    return this.store.append(
      stream,
      'any',
      notes.map(({ cause, event }) => this.entry(stream, cause + together, event)),
    );
  }

  private entry(
    stream: string,
    cause: string,
    event: EngineEvent,
    subjectIds: readonly string[] = [],
  ): NewEvent {
    const sent = sentByEngine(uuid(`${stream}/${cause}`, IDS), 'engine', this.clock.now());
    return newEvent(stream, event, 0, sent, { cityId: '', subjectIds });
  }

  /** Keeps the last of a stream's events only. @param subjectIds whom it tells about */
  async keep(
    stream: string,
    event: EngineEvent,
    subjectIds: readonly string[] = [],
  ): Promise<void> {
    if (!(await this.last(stream, event.type))) await this.store.keepLast(stream, 1);
    const cause = `${this.clock.now()}/${JSON.stringify(event.data)}`;
    await this.note(stream, cause, event, subjectIds);
  }

  async last<E extends EngineEvent>(
    stream: string,
    type: E['type'],
  ): Promise<E['data'] | undefined> {
    const [event] = (await this.store.readLast(stream)).events;
    return event?.type === type ? (event.data as E['data']) : undefined;
  }

  /** Each batch of a stream's events, with the revision from which the next reading goes on. */
  async *read(
    stream: string,
    from: bigint,
  ): AsyncGenerator<{ readonly events: readonly EngineEvent[]; readonly next: bigint }> {
    for await (const batch of this.store.readStreamInBatches(stream, from)) {
      const events = batch.flatMap((entry) => entry.events) as unknown as EngineEvent[];
      yield { events, next: (batch.at(-1)?.stored.revision ?? from) + 1n };
    }
  }
}

/** What surrounds a command that no person and no request asked for. */
export function sentByEngine(
  commandId: string,
  by: string,
  now: number,
  story: Pick<Sent, 'correlationId' | 'causationId' | 'followsTrace'> = {
    correlationId: commandId,
    causationId: commandId,
  },
): Sent {
  return {
    ...{ commandId, requestHash: by, actor: { type: 'system', id: by } },
    ...{ occurredAt: new Date(now).toISOString(), ...story },
  };
}
