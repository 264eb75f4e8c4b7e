import { MongoClient, type Collection } from 'mongodb';
import { holdingAt } from '#test/holding';
import { useStores } from '#test/stores';
import { isMongoAway } from '../../src/shared/mongo/mongo.errors';

const stores = useStores();
const documents = [{ told: 1 }, { told: 2 }];

/** What a command fails with when the line breaks before its answer, and there is no other. */
async function brokenOff(command: string, work: (there: Collection) => Promise<unknown>) {
  const held = await holdingAt(stores().mongoUrl, command);
  const client = await new MongoClient(held.url, { serverSelectionTimeoutMS: 2000 }).connect();
  const failed = work(client.db().collection('away')).catch((error: unknown) => error);
  await held.reached;
  await held.close();
  const error = await failed;
  await client.close();
  return error;
}

describe('a database that went away', () => {
  it.each([
    ['insert', 'one', (there: Collection) => there.insertOne({ told: 1 })],
    ['insert', 'many', (there: Collection) => there.insertMany([...documents])],
    [
      ...(['update', 'in bulk'] as const),
      (there: Collection) =>
        there.bulkWrite([{ updateOne: { filter: {}, update: { $set: { told: 2 } } } }]),
    ],
  ] as const)('is told from other failures: %s %s', async (command, _, work) => {
    const error = await brokenOff(command, work);
    expect(error).toBeInstanceOf(Error);
    expect(isMongoAway(error)).toBe(true);
  });

  it('is another thing than what it refuses', async () => {
    const there = stores().db.collection<{ _id: number }>('refused');
    const twice = there.insertMany([{ _id: 1 }, { _id: 1 }]);
    const error: unknown = await twice.catch((failed: unknown) => failed);
    expect([error instanceof Error, isMongoAway(error)]).toEqual([true, false]);
  });
});
