import {
  ANY,
  BACKWARDS,
  END,
  NO_STREAM,
  START,
  StreamNotFoundError,
  EventStoreDBClient,
  type AllStreamResolvedEvent,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { UpcasterChain } from '../events/upcast';
import type { LogPosition } from '../kernel/log-position';
import { inAppendSpan } from '../telemetry/spans';
import { batchesOf, fullBatchesOf } from './batches';
import { storedIn, toClientEvent } from './client-events';
import { withoutKeys, type PersonalData } from '../personal/personal-data';
import { BUFFERED, FACTS, READ_AHEAD } from './client-options';
import { collected, entriesIn, firstOf, followed, paged, readOf } from './client-reads';
import {
  EventStore,
  type Appended,
  type ExpectedRevision,
  type NewEvent,
  type StreamRead,
  type ReadWhat,
} from './event-store';
import { closed } from './closed';
import { translated } from './eventstoredb.errors';
import type { LogEntry } from './log-entry';
import { Reading } from './reading';

const EXPECTED: Readonly<Record<string, typeof NO_STREAM | typeof ANY>> = {
  'no stream': NO_STREAM,
  any: ANY,
};

/** The official client, behind the port: against an embedded node and a production cluster alike. */
@Injectable()
export class EventStoreDBEventStore extends EventStore implements OnApplicationShutdown {
  private readonly client: EventStoreDBClient;

  constructor(
    connectionString: string,
    private readonly chain: UpcasterChain,
    private readonly personal: PersonalData = withoutKeys,
  ) {
    super();
    this.client = EventStoreDBClient.connectionString(connectionString);
  }

  async append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
  ): Promise<Appended> {
    const options = { expectedRevision: EXPECTED[String(expected)] ?? (expected as bigint) };
    const sealed = (await this.personal.seal(events)).map(toClientEvent);
    try {
      const result = await inAppendSpan(stream, events.length, () =>
        this.client.appendToStream(stream, sealed, options),
      );
      if (!result.position) throw new Error(`The store gave no position for ${stream}`);
      return { revision: result.nextExpectedRevision, position: result.position };
    } catch (error) {
      throw translated(error, stream);
    }
  }

  async readStream(stream: string, from?: bigint): Promise<StreamRead> {
    const read = this.client.readStream(stream, { fromRevision: from ?? START }, BUFFERED);
    return readOf(await this.reading().entries(await collected(read, stream)));
  }

  async readLast(stream: string, count = 1): Promise<StreamRead> {
    const options = { direction: BACKWARDS, fromRevision: END, maxCount: count } as const;
    const stored = await collected(this.client.readStream(stream, options, BUFFERED), stream);
    return readOf(await this.reading().entries(stored.reverse()));
  }

  async *readStreamInBatches(
    stream: string,
    from?: bigint,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const read = this.client.readStream(stream, { fromRevision: from ?? START }, BUFFERED);
    const reading = this.reading();
    try {
      for await (const batch of batchesOf<ResolvedEvent>(read, READ_AHEAD)) {
        yield await reading.entries(batch.map(storedIn));
      }
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw translated(error, stream);
    }
  }

  async keepLast(stream: string, count: number): Promise<void> {
    try {
      await this.client.setStreamMetadata(stream, { maxCount: count });
    } catch (error) {
      throw translated(error, stream);
    }
  }

  async *readAll(
    from?: LogPosition,
    { which = 'facts', atMost }: ReadWhat = {},
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const read = (fromPosition: LogPosition | typeof START, maxCount: number) =>
      this.client.readAll({ fromPosition, maxCount }, BUFFERED);
    const start = from ?? START;
    if (atMost !== undefined) {
      yield* firstOf(entriesIn(paged(read, start, atMost), this.reading(), which), atMost);
      return;
    }
    const batches = fullBatchesOf<AllStreamResolvedEvent>(read(start, Number.MAX_SAFE_INTEGER));
    yield* entriesIn(batches, this.reading(), which);
  }

  async *subscribeToAll(
    from: LogPosition | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const subscription = this.client.subscribeToAll(
      { fromPosition: from ?? START, filter: FACTS },
      BUFFERED,
    );
    yield* followed(subscription, signal, this.reading(), 'facts');
  }

  async *subscribeToStream(
    stream: string,
    afterRevision: bigint | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly LogEntry[], void, undefined> {
    const subscription = this.client.subscribeToStream(stream, {
      fromRevision: afterRevision ?? START,
    });
    yield* followed(subscription, signal, this.reading(), 'everything');
  }

  async head(): Promise<LogPosition | undefined> {
    try {
      const read = this.client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 });
      // To its end: the client does not always get over a reader that leaves early.
      let position: LogPosition | undefined;
      for await (const { event } of read) position = event?.position;
      return position;
    } catch (error) {
      throw translated(error, '$all');
    }
  }

  /** What the log says means what it means from here on: no other way leads from the client to a reader. */
  private reading(): Reading {
    return new Reading(this.chain, this.personal, (stream, fromRevision, maxCount) =>
      collected(this.client.readStream(stream, { fromRevision, maxCount }), stream),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    await closed(this.client);
    await this.personal.close();
  }
}
