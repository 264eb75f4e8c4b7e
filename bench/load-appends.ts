import { randomUUID } from 'node:crypto';
import {
  EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  START,
  type AppendResult,
  type EventData,
  type JSONType,
} from '@eventstore/db-client';
import { Latencies } from '../src/replay/latencies';
import { processorTime } from './processor-time';
import type { AppendLoad, Loaded } from './load';

/** A stream's events as its commands appended them: each append one command's, by its id. */
type Appends = ReadonlyMap<string, readonly EventData[]>;

export async function appendAgain({ eventStoreUrl, from, inFlight }: AppendLoad): Promise<Loaded> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const streams = await recorded(client, from);
  const latencies = new Latencies();
  const processor = processorTime();
  const began = performance.now();
  let done = 0;
  const writer = async (): Promise<void> => {
    for (let next = streams.shift(); next; next = streams.shift()) {
      const [stream, appends] = next;
      let revision: bigint | typeof NO_STREAM = NO_STREAM;
      for (const events of appends.values()) {
        const sentAt = performance.now();
        const appended: AppendResult = await client.appendToStream(stream, [...events], {
          expectedRevision: revision,
        });
        latencies.record(performance.now() - sentAt);
        revision = appended.nextExpectedRevision;
        done += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: inFlight }, writer));
  const perSecond = done / ((performance.now() - began) / 1000);
  const processorUs = processor() / done;
  await client.dispose();
  return { done, perSecond, processorUs, ...latencies.percentiles };
}

/** What the commands since `from` have appended, under names and ids of another run. */
export async function recorded(
  client: EventStoreDBClient,
  from: AppendLoad['from'],
): Promise<[string, Appends][]> {
  const streams = new Map<string, Map<string, EventData[]>>();
  // Tells one load's streams from another's of the same trips.
  const run = randomUUID().slice(0, 8);
  for await (const { event } of client.readAll({ fromPosition: from ?? START })) {
    if (!event || !event.streamId.startsWith('trip-')) continue;
    const { type, data, metadata } = event;
    const { commandId } = metadata as { commandId: string };
    const name = `bare_${run}-${event.streamId}`;
    const appends = streams.get(name) ?? new Map<string, EventData[]>();
    const events = appends.get(commandId) ?? [];
    events.push(
      jsonEvent({ id: randomUUID(), type, data: data as JSONType, metadata: metadata as JSONType }),
    );
    streams.set(name, appends.set(commandId, events));
  }
  return [...streams];
}
