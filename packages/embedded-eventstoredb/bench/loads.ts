import { once } from 'node:events';
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';
import { underLoad, type Figures } from './figures';

const SINGLE: [inFlight: number, total: number][] = [
  [1, 2500],
  [16, 12_000],
  [64, 25_000],
  [256, 30_000],
];
const BATCHED: [inFlight: number, total: number][] = [
  [1, 150],
  [16, 500],
  [64, 600],
  [256, 600],
];
const WARM_UP = 6000;
const BATCH = 100;
const READ = 80_000;
const READS = 3;
const TEN = 10;
/** Makes an event of 300 bytes: data, type and the names around them. */
const PAD = 'x'.repeat(230);

function event(n: number) {
  return jsonEvent({ type: 'Happened', data: { n, pad: PAD } });
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
  const reading = client.readStream(`ten-${n % 100}`, { maxCount: TEN });
  reading.on('data', () => undefined);
  await once(reading, 'end');
}

async function appends(client: EventStoreDBClient, figures: Figures): Promise<void> {
  for (const [inFlight, total] of SINGLE) {
    figures[`appends, ${inFlight} in flight`] = await underLoad(inFlight, total, 1, (n) =>
      client.appendToStream(`single-${inFlight}-${n}`, event(n)),
    );
  }
  const events = () => Array.from({ length: BATCH }, (_, n) => event(n));
  for (const [inFlight, total] of BATCHED) {
    figures[`events in batches of ${BATCH}, ${inFlight} in flight`] = await underLoad(
      inFlight,
      total,
      BATCH,
      (n) => client.appendToStream(`batch-${inFlight}-${n}`, events()),
    );
  }
}

async function reads(client: EventStoreDBClient, figures: Figures): Promise<void> {
  for (let n = 0; n < 100; n++) {
    await client.appendToStream(
      `ten-${n}`,
      Array.from({ length: TEN }, (_, m) => event(m)),
    );
  }
  figures['readAll, events'] = await underLoad(1, READS, READ, () => readAll(client));
  figures['$all catch-up subscription, events'] = await underLoad(1, READS, READ, () =>
    catchUp(client),
  );
  await underLoad(16, 1000, 1, (n) => readTen(client, n));
  figures['readStream of ten, 1 at a time'] = await underLoad(1, 2500, 1, (n) =>
    readTen(client, n),
  );
  figures['readStream of ten, 16 in flight'] = await underLoad(16, 6000, 1, (n) =>
    readTen(client, n),
  );
}

/** Puts a server under every load, with the official client. */
export async function measure(connectionString: string): Promise<Figures> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const figures: Figures = {};
  await underLoad(64, WARM_UP, 1, (n) => client.appendToStream(`warm-${n}`, event(n)));
  await appends(client, figures);
  await reads(client, figures);
  await client.dispose();
  return figures;
}
