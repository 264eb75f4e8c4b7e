import {
  BACKWARDS,
  END,
  NO_STREAM,
  START,
  StreamNotFoundError,
  EventStoreDBClient,
  excludeSystemEvents,
  jsonEvent,
  type AllStreamResolvedEvent,
  type JSONType,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { EventMetadata } from '../events/event';
import type { UpcasterChain } from '../events/upcast';
import { LOG_START, type LogPosition } from '../kernel/log-position';
import { batchesOf, fullBatchesOf, type Source } from './batches';
import {
  EventStore,
  type Appended,
  type ExpectedRevision,
  type NewEvent,
  type StreamRead,
} from './event-store';
import { closed } from './closed';
import { translated } from './eventstoredb.errors';
import { LogEntry } from './log-entry';

/** Events that the client may hold for a slow reader before the server is told to wait. */
const READ_AHEAD = 1024;
const BUFFERED = { highWaterMark: READ_AHEAD };

/** The official client, behind the port: against an embedded node and a production cluster alike. */
@Injectable()
export class EventStoreDBEventStore extends EventStore implements OnApplicationShutdown {
  private readonly client: EventStoreDBClient;

  constructor(
    connectionString: string,
    private readonly chain: UpcasterChain,
  ) {
    super();
    this.client = EventStoreDBClient.connectionString(connectionString);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const expectedRevision = expected === 'no stream' ? NO_STREAM : expected;
    try {
      const result = await this.client.appendToStream(stream, events.map(toClientEvent), {
        expectedRevision,
      });
      const { nextExpectedRevision: revision, position } = result;
      if (!position) throw new Error(`The store gave no position for ${stream}`);
      return { revision, position };
    } catch (error) {
      throw translated(error, stream);
    }
  }

  async readStream(stream: string): Promise<StreamRead> {
    const entries: LogEntry[] = [];
    const read = this.client.readStream(stream, {}, BUFFERED);
    try {
      for await (const resolved of read) entries.push(this.entry(resolved));
    } catch (error) {
      if (error instanceof StreamNotFoundError) return { events: [], last: undefined };
      throw translated(error, stream);
    }
    return { events: entries.flatMap(({ events }) => events), last: entries.at(-1)?.stored };
  }

  async *readAll(
    from?: LogPosition,
    atMost?: number,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const maxCount = atMost ?? Number.MAX_SAFE_INTEGER;
    const read = this.client.readAll({ fromPosition: from ?? START, maxCount }, BUFFERED);
    yield* this.entries(fullBatchesOf<AllStreamResolvedEvent>(read));
  }

  async *subscribeToAll(
    from: LogPosition | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const subscription = this.client.subscribeToAll(
      { fromPosition: from ?? START, filter: excludeSystemEvents() },
      BUFFERED,
    );
    yield* this.followed<AllStreamResolvedEvent>(subscription, signal);
  }

  async *subscribeToStream(
    stream: string,
    afterRevision: bigint | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const subscription = this.client.subscribeToStream(stream, {
      fromRevision: afterRevision ?? START,
    });
    yield* this.followed<ResolvedEvent>(subscription, signal);
  }

  async head(): Promise<LogPosition | undefined> {
    try {
      const read = this.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
      // Read to its end: the client does not always get over a reader that leaves early.
      let position: LogPosition | undefined;
      for await (const { event } of read) position = event?.position;
      return position;
    } catch (error) {
      throw translated(error, '$all');
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await closed(this.client);
  }

  /** Lets go of the server's side too, whether the follower was told to stop or had enough. */
  private async *followed<T extends Resolved>(
    subscription: Source & { unsubscribe(): Promise<void> },
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    try {
      yield* this.entries(batchesOf<T>(subscription, READ_AHEAD, signal));
    } finally {
      subscription.unsubscribe().catch(() => undefined);
    }
  }

  private async *entries(
    batches: AsyncIterable<readonly Resolved[]>,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    try {
      for await (const batch of batches) {
        const ours = batch.filter(({ event }) => event && !event.type.startsWith('$'));
        if (ours.length > 0) yield ours.map((resolved) => this.entry(resolved));
      }
    } catch (error) {
      throw translated(error, '$all');
    }
  }

  private entry({ event }: Resolved): LogEntry {
    if (!event) throw new Error('The store sent a link that leads to no event');
    const { id, streamId: stream, revision, type } = event;
    const metadata = event.metadata as EventMetadata | undefined;
    const stored = {
      ...{ id, stream, revision, type, data: event.data as object },
      version: metadata?.schemaVersion ?? 1,
      position: event.position ?? LOG_START,
      metadata: metadata as EventMetadata,
    };
    return new LogEntry(stored, this.chain);
  }
}

type Resolved = ResolvedEvent | AllStreamResolvedEvent;

const toClientEvent = ({ id, type, data, metadata }: NewEvent) =>
  jsonEvent({ id, type, data: data as JSONType, metadata: metadata as unknown as JSONType });
