import { setTimeout as pause } from 'node:timers/promises';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import { MongoClient } from 'mongodb';
import { READ_MODELS, type ReadModel } from '../src/read/engine/read-models';
import { formatPosition } from '../src/shared/kernel/log-position';
import { databaseOf } from '../src/shared/mongo/mongo.module';
import { Latencies } from '../src/replay/latencies';
import type { LagLoad, Loaded } from './load';
import { sendCommands } from './load-commands';

const LOOKED_EVERY_MS = 4;
const LONGEST_MS = 20_000;

/** When all read models together had reached which position. */
interface Sight {
  readonly at: number;
  readonly position: string;
}

/** How long after an event was recorded the last of the read models showed it, while commands run. */
export async function measureLag(load: LagLoad): Promise<Loaded> {
  const mongo = await new MongoClient(load.mongoUrl).connect();
  const models = databaseOf(mongo).collection<ReadModel>(READ_MODELS);
  const stop = new AbortController();
  const sights: Sight[] = [];
  const watching = watch(stop.signal, sights, async () => {
    const found = await models.find({}, { projection: { 'live.position': 1 } }).toArray();
    return found.map(({ live }) => live.position ?? '').reduce((a, b) => (a < b ? a : b));
  });
  const sent = await sendCommands({ ...load, kind: 'commands' });
  const events = await eventsSince(load);
  const last = events.at(-1)?.position ?? '';
  const deadline = Date.now() + LONGEST_MS;
  while ((sights.at(-1)?.position ?? '') < last && Date.now() < deadline) await pause(20);
  stop.abort();
  await watching;
  await mongo.close();
  return { ...sent, ...lagsOf(events, sights).percentiles };
}

async function watch(signal: AbortSignal, sights: Sight[], look: () => Promise<string>) {
  while (!signal.aborted) {
    const position = await look();
    if (position !== sights.at(-1)?.position) sights.push({ at: Date.now(), position });
    await pause(LOOKED_EVERY_MS);
  }
}

interface RecordedAt {
  readonly position: string;
  readonly at: number;
}

async function eventsSince({ eventStoreUrl, from }: LagLoad): Promise<RecordedAt[]> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl);
  const events: RecordedAt[] = [];
  for await (const { event } of client.readAll({ fromPosition: from ?? START })) {
    if (!event?.position || !event.streamId.startsWith('trip-')) continue;
    const { recordedAt } = event.metadata as { recordedAt: string };
    events.push({ position: formatPosition(event.position), at: Date.parse(recordedAt) });
  }
  await client.dispose();
  return from ? events.slice(1) : events;
}

function lagsOf(events: readonly RecordedAt[], sights: readonly Sight[]): Latencies {
  const lags = new Latencies();
  let seen = 0;
  for (const { position, at } of events) {
    while (seen < sights.length && (sights[seen]?.position ?? '') < position) seen += 1;
    lags.record((sights[seen]?.at ?? Infinity) - at);
  }
  return lags;
}
