import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { trip, tripId, type Trip } from './trips';

export type Trips = Collection<Trip>;

/** One line of the benchmark. */
export interface Measurement {
  readonly name: string;
  /** The least share of the ceiling it must reach; undefined where the work is all the server's own. */
  readonly share?: number;
  /** What the best known stand-in does in the same work, per second. */
  readonly standIn?: number;
  /** Does its work for the so-manieth time and answers how many things it did. */
  readonly run: (trips: Trips, round: number) => Promise<number>;
}

export const TOTAL = 100_000;
const SOME = 50_000;
const BATCH = 1000;
/** How many bulks are under way at once: the client prepares one while the server writes another. */
const IN_FLIGHT = 4;

async function inBatches(
  total: number,
  inFlight: number,
  make: (first: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < total) {
      const first = next;
      next += BATCH;
      await make(first);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return total;
}

function range(first: number, length = BATCH): number[] {
  return Array.from({ length }, (_, i) => first + i);
}

async function serially(times: number, each: (i: number) => Promise<unknown>): Promise<number> {
  for (let i = 0; i < times; i++) await each((i * 7919) % TOTAL);
  return times;
}

type Write = (i: number, round: number) => AnyBulkWriteOperation<Trip>;

function bulks(inFlight: number, write: Write): Measurement['run'] {
  return (trips, round) =>
    inBatches(SOME, inFlight, (first) =>
      trips.bulkWrite(
        range(first).map((i) => write(i, round)),
        { ordered: false },
      ),
    );
}

const replace: Write = (i, round) => ({
  replaceOne: {
    filter: { _id: tripId(i), position: { $lt: TOTAL * (round + 1) } },
    replacement: trip(i, TOTAL * (round + 1) + i),
  },
});

const update: Write = (i, round) => ({
  updateOne: {
    filter: { _id: tripId(i) },
    update: { $set: { status: 'rated', position: i + round }, $inc: { 'fare.minor': 1 } },
  },
});

function inserts(inFlight: number): Measurement['run'] {
  return (trips) =>
    inBatches(TOTAL, inFlight, (first) => trips.insertMany(range(first).map((i) => trip(i))));
}

/** Writes and reads by `_id`, in the order in which they build on each other; the first one fills the collection. */
export const byId: readonly Measurement[] = [
  {
    name: `insertMany, ${IN_FLIGHT} in flight, documents`,
    share: 0.6,
    standIn: 24_000,
    run: inserts(IN_FLIGHT),
  },
  {
    name: `bulk replaceOne by _id and guard, ${IN_FLIGHT} in flight, documents`,
    share: 0.6,
    standIn: 23_000,
    run: bulks(IN_FLIGHT, replace),
  },
  {
    name: `bulk updateOne $set and $inc by _id, ${IN_FLIGHT} in flight, documents`,
    share: 0.6,
    run: bulks(IN_FLIGHT, update),
  },
  { name: 'bulk replaceOne, one bulk at a time, documents', run: bulks(1, replace) },
  { name: 'bulk updateOne, one bulk at a time, documents', run: bulks(1, update) },
  {
    name: 'find by $in of 500 _ids, documents',
    share: 0.6,
    standIn: 22_000,
    run: async (trips, round) => {
      let found = 0;
      for (let k = 0; k < 100; k++) {
        const ids = range(0, 500).map((i) => tripId((i * 101 + k * 7 + round) % TOTAL));
        found += (await trips.find({ _id: { $in: ids } }, { batchSize: 1000 }).toArray()).length;
      }
      return found;
    },
  },
  {
    name: 'findOne by _id, one at a time',
    share: 0.6,
    standIn: 5_900,
    run: (trips) => serially(4000, (i) => trips.findOne({ _id: tripId(i) })),
  },
  {
    name: 'updateOne by _id, one at a time',
    standIn: 3_000,
    run: (trips, round) =>
      serially(2000, (i) =>
        trips.updateOne({ _id: tripId(i) }, { $set: { position: -i - round } }),
      ),
  },
];

/** Queries by the secondary indexes that `addIndexes` makes. */
export const byIndex: readonly Measurement[] = [
  {
    name: 'findOne by secondary index, one at a time',
    share: 0.4,
    run: (trips) => serially(4000, (i) => trips.findOne({ riderId: `rider-${i % 997}` })),
  },
  {
    name: 'indexed range + sort + limit 20, queries',
    share: 0.4,
    run: (trips) =>
      serially(2000, (i) =>
        trips
          .find({ zone: i % 263, requestedAt: { $lt: new Date(1_396_360_000_000) } })
          .sort({ requestedAt: -1 })
          .limit(20)
          .toArray(),
      ),
  },
];

/** What has no ceiling: one command whose work is all the server's own. */
export const alone: readonly Measurement[] = [
  {
    name: '$group over 100,000 documents, documents',
    run: async (trips) => {
      const pipeline = [
        { $group: { _id: '$zone', n: { $sum: 1 }, fare: { $sum: '$fare.minor' } } },
      ];
      await trips.aggregate(pipeline).toArray();
      return TOTAL;
    },
  },
];

/** The indexes of a read model of trips, made on a full collection. */
export async function addIndexes(trips: Trips): Promise<void> {
  await trips.createIndexes([{ key: { riderId: 1 } }, { key: { zone: 1, requestedAt: -1 } }]);
}
