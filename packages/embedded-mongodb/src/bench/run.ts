import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MongoClient } from 'mongodb';
import { startMongoDB } from '../index';
import { measurements } from './measurements';
import type { Trip } from './trips';

async function measureAll(url: string): Promise<Map<string, number>> {
  const client = new MongoClient(url);
  const rates = new Map<string, number>();
  const only = process.argv[2];
  try {
    const trips = client.db('bench').collection<Trip>('trips');
    for (const { name, run } of measurements) {
      if (only !== undefined && !name.startsWith('insertMany') && !name.includes(only)) continue;
      const from = performance.now();
      const done = await run(trips);
      rates.set(name, (done / (performance.now() - from)) * 1000);
    }
  } finally {
    await client.close();
  }
  return rates;
}

async function measureEmbedded(): Promise<Map<string, number>> {
  const data = mkdtempSync(join(tmpdir(), 'embedded-mongodb-bench-'));
  const server = await startMongoDB({ port: 0, data, worker: true });
  try {
    return await measureAll(server.url);
  } finally {
    await server.close();
    rmSync(data, { recursive: true, force: true });
  }
}

async function measureNothing(): Promise<Map<string, number>> {
  const worker = new Worker(join(__dirname, 'no-storage-worker.js'));
  const [port] = (await once(worker, 'message')) as [number];
  try {
    return await measureAll(`mongodb://127.0.0.1:${port}/?directConnection=true`);
  } finally {
    await worker.terminate();
  }
}

async function main(): Promise<void> {
  const ceiling = await measureNothing();
  const embedded = await measureEmbedded();
  process.stdout.write('per second, durable on disk | no storage at all | ratio\n');
  for (const { name, alone } of measurements) {
    const rate = embedded.get(name);
    const most = ceiling.get(name);
    if (rate === undefined || most === undefined) continue;
    const compared = alone ? [] : [Math.round(most), (rate / most).toFixed(2)];
    const figures = [Math.round(rate), ...compared];
    process.stdout.write(`${name.padEnd(50)} ${figures.join(' | ')}\n`);
  }
}

void main();
