import type { Db } from 'mongodb';
import { trip, type Trip } from './trips';

/** How long a findOne by `_id` took, in milliseconds. */
export interface Waits {
  readonly reads: number;
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export interface DropFigures {
  readonly documents: number;
  readonly before: Waits;
  /** While the collection is dropped, and for some seconds after. */
  readonly during: Waits;
  /** Until the drop was acknowledged, in milliseconds. */
  readonly dropped: number;
}

const DOCUMENTS = 200_000;
const BATCH = 5_000;
const READ = 1_000;
const WATCHED_MS = 5_000;

async function fill(db: Db, name: string, documents: number): Promise<void> {
  const trips = db.collection<Trip>(name);
  for (let first = 0; first < documents; first += BATCH) {
    const length = Math.min(BATCH, documents - first);
    await trips.insertMany(Array.from({ length }, (_, i) => trip(first + i)));
  }
}

const rounded = (ms: number | undefined) => Math.round((ms ?? 0) * 100) / 100;

async function readFor(ms: number, db: Db): Promise<Waits> {
  const trips = db.collection<Trip>('read');
  const waits: number[] = [];
  const until = performance.now() + ms;
  for (let from = performance.now(); from < until; from = performance.now()) {
    await trips.findOne({ _id: trip(waits.length % READ)._id });
    waits.push(performance.now() - from);
  }
  waits.sort((a, b) => a - b);
  return {
    reads: waits.length,
    p50: rounded(waits[waits.length >> 1]),
    p99: rounded(waits[Math.floor(waits.length * 0.99)]),
    longest: rounded(waits.at(-1)),
  };
}

/** What a reader of one collection feels while a large one with two indexes is dropped. */
export async function measureDrop(db: Db): Promise<DropFigures> {
  await fill(db, 'read', READ);
  await db.collection('large').createIndexes([{ key: { position: 1 } }, { key: { status: 1 } }]);
  await fill(db, 'large', DOCUMENTS);
  const before = await readFor(WATCHED_MS, db);
  const from = performance.now();
  const dropping = db.dropCollection('large').then(() => rounded(performance.now() - from));
  const during = await readFor(WATCHED_MS, db);
  return { documents: DOCUMENTS, before, during, dropped: await dropping };
}
