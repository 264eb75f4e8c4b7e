import type { Db } from 'mongodb';
import { trip, type Trip } from './trips';

export interface Growth {
  /** Queries per second over so many documents, the median of several rounds. */
  readonly small: { readonly documents: number; readonly perSecond: number };
  readonly large: { readonly documents: number; readonly perSecond: number };
  /** How many times as long a query takes over the large collection. */
  readonly slowdown: number;
}

const SMALL = 10_000;
const LARGE = 1_000_000;
const BATCH = 5_000;
const ROUNDS = 5;
const QUERIES = 1_000;

async function fill(db: Db, documents: number): Promise<void> {
  const trips = db.collection<Trip>(`trips-${documents}`);
  await trips.createIndex({ position: 1 }, {}, {});
  for (let first = 0; first < documents; first += BATCH) {
    await trips.insertMany(Array.from({ length: BATCH }, (_, i) => trip(first + i)));
  }
}

async function rate(db: Db, documents: number, round: number): Promise<number> {
  const trips = db.collection<Trip>(`trips-${documents}`);
  const from = performance.now();
  for (let i = 0; i < QUERIES; i++) {
    const at = (i * 7919 + round * 104_729) % (documents - 20);
    await trips.find({ position: { $gte: at, $lt: at + 20 } }).toArray();
  }
  return (QUERIES / (performance.now() - from)) * 1000;
}

/** An indexed find of twenty documents among 10,000 and among 1,000,000, in turns. */
export async function measureGrowth(db: Db): Promise<Growth> {
  await fill(db, SMALL);
  await fill(db, LARGE);
  const rounds: { small: number; large: number }[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const small = await rate(db, SMALL, round);
    rounds.push({ small, large: await rate(db, LARGE, round) });
  }
  const warm = rounds.slice(1).sort((a, b) => a.small / a.large - b.small / b.large);
  const { small, large } = warm[warm.length >> 1] as (typeof warm)[number];
  return {
    small: { documents: SMALL, perSecond: Math.round(small) },
    large: { documents: LARGE, perSecond: Math.round(large) },
    slowdown: Math.round((small / large) * 100) / 100,
  };
}
