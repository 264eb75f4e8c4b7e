import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { MongoClient, type Db } from 'mongodb';
import { startMongoDB } from '../index';
import { measureDrop } from './drop';
import { compare, shown, type Figure } from './figures';
import { measureGrowth } from './growth';
import { addIndexes, alone, byId, byIndex, type Measurement, type Trips } from './measurements';

const RESULTS = join(__dirname, '../../bench/results.json');
const ROUNDS = 5;

async function startNothing(): Promise<{ url: string; close: () => Promise<unknown> }> {
  const worker = new Worker(join(__dirname, 'no-storage-worker.js'));
  const [port] = (await once(worker, 'message')) as [number];
  return {
    url: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    close: () => worker.terminate(),
  };
}

async function measureAll(own: Db, nothing: Db): Promise<Figure[]> {
  const figures: Figure[] = [];
  const measure = async (one: Measurement, ownTrips: (round: number) => Trips, ceiling = true) => {
    const figure = await compare(one, ROUNDS, (round) => ({
      own: ownTrips(round),
      nothing: ceiling ? nothing.collection('trips') : undefined,
    }));
    figures.push(figure);
    process.stdout.write(`${shown(figure)}\n`);
  };
  const [insert, ...others] = byId as [Measurement, ...Measurement[]];
  await measure(insert, (round) => own.collection(`trips-${round}`));
  const trips: Trips = own.collection(`trips-${ROUNDS}`);
  for (const one of others) await measure(one, () => trips);
  await addIndexes(trips);
  for (const one of byIndex) await measure(one, () => trips);
  for (const one of alone) await measure(one, () => trips, false);
  return figures;
}

function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 10) / 10;
}

async function main(): Promise<void> {
  const hardware = {
    node: process.version,
    processors: `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 1024 ** 3)} GiB`,
    loadBefore: load(),
  };
  const data = mkdtempSync(join(tmpdir(), 'embedded-mongodb-bench-'));
  const server = await startMongoDB({ port: 0, data, worker: true });
  const nothing = await startNothing();
  const clients = [new MongoClient(server.url), new MongoClient(nothing.url)] as const;
  try {
    process.stdout.write('per second: durable on disk, no storage at all, ratio\n');
    const figures = await measureAll(clients[0].db('bench'), clients[1].db('bench'));
    const growth = await measureGrowth(clients[0].db('growth'));
    process.stdout.write(
      `indexed find of 20 among 10,000: ${growth.small.perSecond}/s, among 1,000,000: ` +
        `${growth.large.perSecond}/s, ${growth.slowdown} times as long\n`,
    );
    const drop = await measureDrop(clients[0].db('drop'));
    process.stdout.write(
      `findOne while 200,000 documents are dropped: p99 ${drop.during.p99} ms, longest ` +
        `${drop.during.longest} ms; before: ${drop.before.p99} ms, ${drop.before.longest} ms\n`,
    );
    const results = { hardware: { ...hardware, loadAfter: load() }, figures, growth, drop };
    mkdirSync(dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  } finally {
    for (const client of clients) await client.close();
    await nothing.close();
    await server.close();
    rmSync(data, { recursive: true, force: true });
  }
}

void main();
