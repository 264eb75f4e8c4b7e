import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import { trip, tripId, type Trip } from './trips';

export type Trips = Collection<Trip>;

/** One line of the benchmark: does its work and answers how many things it did. */
export interface Measurement {
  readonly name: string;
  /** One command whose work is all in the server: there is no ceiling to compare it with. */
  readonly alone?: true;
  readonly run: (trips: Trips) => Promise<number>;
}

export const TOTAL = 100_000;
const BATCH = 1000;

async function inBatches(
  total: number,
  make: (first: number) => Promise<unknown>,
): Promise<number> {
  for (let first = 0; first < total; first += BATCH) await make(first);
  return total;
}

function range(first: number, length = BATCH): number[] {
  return Array.from({ length }, (_, i) => first + i);
}

async function serially(times: number, each: (i: number) => Promise<unknown>): Promise<number> {
  for (let i = 0; i < times; i++) await each((i * 7919) % TOTAL);
  return times;
}

function bulk(
  trips: Trips,
  first: number,
  one: (i: number) => AnyBulkWriteOperation<Trip>,
): Promise<unknown> {
  return trips.bulkWrite(range(first).map(one), { ordered: false });
}

export const measurements: readonly Measurement[] = [
  {
    name: 'insertMany, documents',
    run: (trips) => inBatches(TOTAL, (first) => trips.insertMany(range(first).map((i) => trip(i)))),
  },
  {
    name: 'bulk replaceOne by _id and guard, documents',
    run: (trips) =>
      inBatches(TOTAL / 2, (first) =>
        bulk(trips, first, (i) => ({
          replaceOne: {
            filter: { _id: tripId(i), position: i },
            replacement: trip(i, i + 1),
          },
        })),
      ),
  },
  {
    name: 'bulk updateOne $set and $inc by _id, documents',
    run: (trips) =>
      inBatches(TOTAL / 2, (first) =>
        bulk(trips, first, (i) => ({
          updateOne: {
            filter: { _id: tripId(i) },
            update: { $set: { status: 'rated' }, $inc: { 'fare.minor': 1 } },
          },
        })),
      ),
  },
  {
    name: 'find by $in of 500 _ids, documents',
    run: async (trips) => {
      let found = 0;
      for (let k = 0; k < 100; k++) {
        const ids = range(0, 500).map((i) => tripId((i * 101 + k * 7) % TOTAL));
        found += (await trips.find({ _id: { $in: ids } }, { batchSize: 1000 }).toArray()).length;
      }
      return found;
    },
  },
  {
    name: 'findOne by _id, one at a time',
    run: (trips) => serially(4000, (i) => trips.findOne({ _id: tripId(i) })),
  },
  {
    name: 'updateOne by _id, one at a time, durable',
    run: (trips) =>
      serially(2000, (i) => trips.updateOne({ _id: tripId(i) }, { $set: { position: -i } })),
  },
  {
    name: 'createIndexes on a full collection, documents',
    alone: true,
    run: async (trips) => {
      await trips.createIndex({ zone: 1, requestedAt: -1 }, {}, {});
      return TOTAL;
    },
  },
  {
    name: 'indexed range + sort + limit 20, queries',
    run: (trips) =>
      serially(2000, (i) =>
        trips
          .find({ zone: i % 263, requestedAt: { $lt: new Date(1_396_360_000_000) } })
          .sort({ requestedAt: -1 })
          .limit(20)
          .toArray(),
      ),
  },
  {
    name: '$group over the collection, documents',
    alone: true,
    run: async (trips) => {
      const pipeline = [
        { $group: { _id: '$zone', n: { $sum: 1 }, fare: { $sum: '$fare.minor' } } },
      ];
      await trips.aggregate(pipeline).toArray();
      return TOTAL;
    },
  },
];
