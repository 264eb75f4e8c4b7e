import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEventStoreDB } from 'embedded-eventstoredb';

const APPENDS: [inFlight: number, total: number][] = [
  [1, 2000],
  [16, 15_000],
  [64, 30_000],
];
const WARM_UP = 4000;
const PAD = 'x'.repeat(230);

type Figures = Map<string, number>;

async function perSecond(count: number, work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return Math.round((count / (performance.now() - start)) * 1000);
}

async function append(client: EventStoreDBClient, name: string, inFlight: number, total: number) {
  let next = 0;
  const write = async () => {
    while (next < total) {
      const n = next++;
      await client.appendToStream(
        `${name}-${n}`,
        jsonEvent({ type: 'Happened', data: { n, pad: PAD } }),
      );
    }
  };
  await Promise.all(Array.from({ length: inFlight }, write));
}

async function readAll(client: EventStoreDBClient): Promise<number> {
  let count = 0;
  const reading = client.readAll();
  reading.on('data', () => count++);
  await once(reading, 'end');
  return count;
}

async function measure(connectionString: string): Promise<Figures> {
  const client = EventStoreDBClient.connectionString(connectionString);
  const figures: Figures = new Map();
  await append(client, 'warm', 64, WARM_UP);
  for (const [inFlight, total] of APPENDS) {
    const rate = await perSecond(total, () => append(client, `a${inFlight}`, inFlight, total));
    figures.set(`appends/s, ${inFlight} in flight`, rate);
  }
  const events = await readAll(client);
  figures.set('readAll events/s', await perSecond(events, () => readAll(client)));
  await client.dispose();
  return figures;
}

async function onStorage(data: string | undefined): Promise<Figures> {
  const node = await startEventStoreDB({ port: 0, worker: true, ...(data && { data }) });
  const figures = await measure(node.connectionString);
  await node.close();
  return figures;
}

async function onNothing(): Promise<Figures> {
  const events = APPENDS.reduce((sum, [, total]) => sum + total, WARM_UP);
  const worker = new Worker(join(__dirname, 'no-storage.js'), { workerData: { events } });
  const [port] = (await once(worker, 'message')) as [number];
  const figures = await measure(`esdb://127.0.0.1:${port}?tls=false`);
  await worker.terminate();
  return figures;
}

async function run(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'embedded-eventstoredb-bench-'));
  console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`);
  try {
    const ceiling = await onNothing();
    const disk = await onStorage(directory);
    const memory = await onStorage(undefined);
    const rows = [...ceiling].map(([name, most]) => {
      const durable = disk.get(name) ?? 0;
      const ratio = (durable / most).toFixed(2);
      return { name, 'no storage': most, memory: memory.get(name), disk: durable, ratio };
    });
    console.table(rows);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

void run();
