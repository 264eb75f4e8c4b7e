import { once } from 'node:events';
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';
import { underLoad, type Figure } from './figures';

const WARM_UP = 6000;
const BATCH = 100;
const READ = 80_000;
const READS = 2;
const TEN = 10;
const STREAMS_OF_TEN = 100;
/** Makes an event of 300 bytes: data, type and the names around them. */
const PAD = 'x'.repeat(230);

function event(n: number) {
  return jsonEvent({ type: 'Happened', data: { n, pad: PAD } });
}

function events(count: number) {
  return Array.from({ length: count }, (_, n) => event(n));
}

/** One kind of work for a server; no two rounds write to the same streams. */
export interface Load {
  name: string;
  run: (client: EventStoreDBClient, round: number) => Promise<Figure>;
}

async function readAll(client: EventStoreDBClient): Promise<void> {
  const reading = client.readAll({ maxCount: READ });
  reading.on('data', () => undefined);
  await once(reading, 'end');
}

async function catchUp(client: EventStoreDBClient): Promise<void> {
  const subscription = client.subscribeToAll({ fromPosition: START });
  let left = READ;
  await new Promise<void>((resolve, reject) => {
    subscription.on('error', reject).on('data', () => {
      if (--left === 0) resolve();
    });
  });
  await subscription.unsubscribe();
}

async function readTen(client: EventStoreDBClient, n: number): Promise<void> {
  const reading = client.readStream(`ten-${n % STREAMS_OF_TEN}`, { maxCount: TEN });
  reading.on('data', () => undefined);
  await once(reading, 'end');
}

function single(inFlight: number, total: number): Load {
  const run = (client: EventStoreDBClient, round: number) =>
    underLoad(inFlight, total, 1, (n) =>
      client.appendToStream(`single-${inFlight}-${round}-${n}`, event(n)),
    );
  return { name: `appends, ${inFlight} in flight`, run };
}

function batched(inFlight: number, total: number): Load {
  const run = (client: EventStoreDBClient, round: number) =>
    underLoad(inFlight, total, BATCH, (n) =>
      client.appendToStream(`batch-${inFlight}-${round}-${n}`, events(BATCH)),
    );
  return { name: `events in batches of ${BATCH}, ${inFlight} in flight`, run };
}

/** Reads come last: by then the log has the events that they read. */
export const LOADS: Load[] = [
  single(1, 1500),
  single(16, 6000),
  single(64, 12_000),
  single(256, 15_000),
  batched(1, 100),
  batched(16, 300),
  batched(64, 400),
  batched(256, 400),
  {
    name: 'readAll, events',
    run: (client) => underLoad(1, READS, READ, () => readAll(client)),
  },
  {
    name: '$all catch-up subscription, events',
    run: (client) => underLoad(1, READS, READ, () => catchUp(client)),
  },
  {
    name: 'readStream of ten, 1 at a time',
    run: (client) => underLoad(1, 1500, 1, (n) => readTen(client, n)),
  },
  {
    name: 'readStream of ten, 16 in flight',
    run: (client) => underLoad(16, 3000, 1, (n) => readTen(client, n)),
  },
];

/** Puts the streams of ten there, and gives both sides time to compile their code. */
export async function prepare(client: EventStoreDBClient): Promise<void> {
  for (let n = 0; n < STREAMS_OF_TEN; n++) await client.appendToStream(`ten-${n}`, events(TEN));
  await underLoad(64, WARM_UP, 1, (n) => client.appendToStream(`warm-${n}`, event(n)));
  await underLoad(16, WARM_UP / 6, 1, (n) => readTen(client, n));
}
