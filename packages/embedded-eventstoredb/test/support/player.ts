import { createHash } from 'node:crypto';
import {
  jsonEvent,
  type AppendToStreamOptions,
  type EventData,
  type EventStoreDBClient,
  type JSONType,
  type ReadAllOptions,
  type ReadStreamOptions,
  type ResolvedEvent,
} from '@eventstore/db-client';

interface ClientError extends Error {
  type?: string;
  streamName?: string;
  expectedVersion?: unknown;
  actualVersion?: unknown;
  maxAppendSize?: number;
  code?: number;
}

/** Those of a stream and of `$all` differ in their type only. */
export type Subscription = ReturnType<EventStoreDBClient['subscribeToAll']>;
type Shown = Record<string, unknown>;

const TOLD_BY_MESSAGE = ['UnknownError', 'Error', 'TypeError'];

/** Ids are made from names, so that an event can be sent again. */
export function named(name: string): string {
  const hex = createHash('md5').update(name).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function event(name: string, type = 'Happened') {
  return jsonEvent({ id: named(name), type, data: { n: name } });
}

function inWords(value: unknown): unknown {
  if (typeof value === 'bigint') return `${value.toString()}n`;
  if (value instanceof Uint8Array)
    return `bytes:${Buffer.from(value).toString('hex').slice(0, 40)}`;
  return value;
}

/** Only what JSON can say, as the recording says it. */
function plain(value: unknown): JSONType {
  const words = JSON.stringify(value, (_key, part: unknown) =>
    part !== null &&
    typeof part === 'object' &&
    'type' in part &&
    part.type === 'Buffer' &&
    'data' in part
      ? inWords(Buffer.from(part.data as number[]))
      : inWords(part),
  );
  return JSON.parse(words) as JSONType;
}

function show({ event: read, link }: ResolvedEvent): Shown {
  const shown = read ?? link;
  if (shown === undefined) return {};
  const { streamId, type, revision, data, metadata, isJson } = shown;
  return {
    stream: streamId,
    type,
    revision,
    data,
    metadata,
    isJson,
    link: read && link ? { stream: link.streamId, revision: link.revision } : undefined,
    unresolved: link && !read ? true : undefined,
  };
}

export async function collect(events: AsyncIterable<ResolvedEvent>): Promise<Shown[]> {
  const shown: Shown[] = [];
  for await (const each of events) shown.push(show(each));
  return shown;
}

function describeError(error: unknown): Shown {
  const {
    constructor,
    type,
    streamName,
    expectedVersion,
    actualVersion,
    maxAppendSize,
    code,
    message,
  } = error as ClientError;
  return {
    error: constructor.name,
    type,
    streamName,
    expected: expectedVersion,
    actual: actualVersion,
    max: maxAppendSize,
    code,
    message: TOLD_BY_MESSAGE.includes(constructor.name) ? message : undefined,
  };
}

/** Plays named operations and keeps what each answered. */
export class Player {
  readonly answers: Record<string, JSONType> = {};

  constructor(readonly client: EventStoreDBClient) {}

  async step(name: string, operation: () => Promise<unknown>): Promise<void> {
    try {
      this.answers[name] = plain((await operation()) ?? null);
    } catch (error) {
      this.answers[name] = plain(describeError(error));
    }
  }

  /** An operation of which only the failure is of interest. */
  ok(name: string, operation: () => Promise<unknown>): Promise<void> {
    return this.step(name, async () => {
      await operation();
      return 'ok';
    });
  }

  append(
    name: string,
    stream: string,
    events: EventData[],
    options?: AppendToStreamOptions,
  ): Promise<void> {
    return this.step(name, async () => {
      const result = await this.client.appendToStream(stream, events, options);
      const { success, nextExpectedRevision, position } = result;
      return { success, nextExpectedRevision, position: position ? 'given' : 'absent' };
    });
  }

  read(name: string, stream: string, options?: ReadStreamOptions): Promise<void> {
    return this.step(name, () => collect(this.client.readStream(stream, options)));
  }

  all(
    name: string,
    isWanted: (stream: string) => boolean,
    options?: ReadAllOptions,
  ): Promise<void> {
    return this.step(name, async () => {
      const shown: Shown[] = [];
      for await (const each of this.client.readAll(options)) {
        if (isWanted(each.event?.streamId ?? '')) shown.push(show(each));
      }
      return shown;
    });
  }

  metadata(name: string, stream: string): Promise<void> {
    return this.step(name, async () => {
      const { metadata, metastreamRevision } = await this.client.getStreamMetadata(stream);
      const revision = metastreamRevision === undefined ? 'absent' : 'given';
      return { metadata: metadata ?? null, revision };
    });
  }

  /** Takes `count` events of a subscription, or as many as there are when it has caught up and nothing comes. */
  take(
    name: string,
    subscription: Subscription,
    count: number,
    whenLive?: () => Promise<unknown>,
  ): Promise<void> {
    return this.step(name, async () => {
      const events: Shown[] = [];
      await new Promise<void>((resolve, reject) => {
        subscription.on('error', reject);
        subscription.on('data', (each: ResolvedEvent) => {
          events.push(show(each));
          if (events.length >= count) resolve();
        });
        subscription.on('caughtUp', () => {
          if (whenLive === undefined) setImmediate(resolve);
          else whenLive().catch(reject);
        });
      });
      await subscription.unsubscribe();
      return { events: events.slice(0, count) };
    });
  }
}
