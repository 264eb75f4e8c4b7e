import { Long, MongoClient, type ClientSession } from 'mongodb';
import { MongoServer } from '../src/server';
import { refusal, runningServer } from './server';

interface Account {
  _id: string;
  n: number;
  tag?: string;
}

const mongo = runningServer();

async function accounts() {
  const collection = mongo.collection<Account>();
  await collection.insertMany([
    { _id: 'a', n: 1 },
    { _id: 'b', n: 2 },
  ]);
  return collection;
}

async function inSession<R>(work: (session: ClientSession) => Promise<R>): Promise<R> {
  return mongo.client.withSession(work);
}

const labels = (error: Record<string, unknown>) =>
  (error.errorLabels as string[] | undefined) ?? [];

describe('a multi-document transaction', () => {
  it('shows its own writes to itself alone until it commits', () =>
    inSession(async (session) => {
      const c = await accounts();
      session.startTransaction();
      await c.insertOne({ _id: 'c', n: 3 }, { session });
      await c.updateOne({ _id: 'a' }, { $inc: { n: 10 } }, { session });
      await c.deleteOne({ _id: 'b' }, { session });
      expect(await c.find({}, { session }).toArray()).toEqual([
        { _id: 'a', n: 11 },
        { _id: 'c', n: 3 },
      ]);
      expect(await c.countDocuments({}, { session })).toBe(2);
      expect(await c.distinct('n', {}, { session })).toEqual([11, 3].sort((x, y) => x - y));
      expect(await c.find().toArray()).toEqual([
        { _id: 'a', n: 1 },
        { _id: 'b', n: 2 },
      ]);
      expect(await c.estimatedDocumentCount()).toBe(2);
      await session.commitTransaction();
      await session.commitTransaction();
      expect(await c.find().toArray()).toEqual([
        { _id: 'a', n: 11 },
        { _id: 'c', n: 3 },
      ]);
      expect(await c.estimatedDocumentCount()).toBe(2);
    }));

  it('leaves nothing behind when it is aborted', () =>
    inSession(async (session) => {
      const c = await accounts();
      const other = mongo.collection<Account>('made-in-aborted');
      session.startTransaction();
      await c.deleteMany({}, { session });
      await other.insertOne({ _id: 'x', n: 1 }, { session });
      expect(await other.countDocuments({}, { session })).toBe(1);
      await session.abortTransaction();
      expect(await c.countDocuments()).toBe(2);
      expect(await mongo.db.listCollections({ name: 'made-in-aborted' }).toArray()).toEqual([]);
    }));

  it('reads a snapshot, also through indexes and over several batches', () =>
    inSession(async (session) => {
      const c = mongo.collection<{ _id: number; k: number }>();
      await c.createIndex({ k: 1 }, {}, {});
      await c.insertMany(Array.from({ length: 500 }, (_, _id) => ({ _id, k: _id % 10 })));
      session.startTransaction();
      const cursor = c.find({ k: { $gte: 5 } }, { session, batchSize: 50, sort: { k: 1 } });
      await cursor.next();
      await c.deleteMany({});
      await c.insertOne({ _id: 1000, k: 9 });
      expect(await cursor.toArray()).toHaveLength(249);
      expect(await c.find({ k: 3 }, { session }).toArray()).toHaveLength(50);
      expect(await c.find({ k: 9 }, { session, sort: { _id: -1 } }).next()).toEqual({
        _id: 499,
        k: 9,
      });
      await session.abortTransaction();
    }));

  it('merges its writes into the order of an index, both ways', () =>
    inSession(async (session) => {
      const c = mongo.collection<{ _id: number; k: number }>();
      await c.createIndex({ k: 1 }, {}, {});
      await c.insertMany([1, 3, 5, 7].map((k) => ({ _id: k, k })));
      session.startTransaction();
      await c.insertMany(
        [0, 4, 9].map((k) => ({ _id: k, k })),
        { session },
      );
      await c.updateOne({ _id: 3 }, { $set: { k: 8 } }, { session });
      await c.deleteOne({ _id: 7 }, { session });
      const ks = async (direction: 1 | -1) =>
        (await c.find({ k: { $gte: 0 } }, { session, sort: { k: direction } }).toArray()).map(
          (one) => one.k,
        );
      expect(await ks(1)).toEqual([0, 1, 4, 5, 8, 9]);
      expect(await ks(-1)).toEqual([9, 8, 5, 4, 1, 0]);
      await session.commitTransaction();
      const stored = await c
        .find({ k: { $gte: 0 } })
        .sort({ k: 1 })
        .toArray();
      expect(stored.map((one) => one.k)).toEqual([0, 1, 4, 5, 8, 9]);
    }));

  it('fails with a WriteConflict when another has written the same document first', () =>
    inSession(async (one) => {
      await inSession(async (two) => {
        const c = await accounts();
        one.startTransaction();
        two.startTransaction();
        await c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session: one });
        const error = await refusal(
          c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session: two }),
        );
        expect(error).toMatchObject({ code: 112, codeName: 'WriteConflict' });
        expect(labels(error)).toContain('TransientTransactionError');
        const over = await refusal(c.find({}, { session: two }).toArray());
        expect(over).toMatchObject({ code: 251, codeName: 'NoSuchTransaction' });
        expect(labels(over)).toContain('TransientTransactionError');
        await one.commitTransaction();
        await two.abortTransaction();
        expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 2 });
      });
    }));

  it('fails with a WriteConflict when the document has changed since it began', () =>
    inSession(async (session) => {
      const c = await accounts();
      session.startTransaction();
      await c.findOne({ _id: 'b' }, { session });
      await c.updateOne({ _id: 'a' }, { $inc: { n: 5 } });
      expect(
        await refusal(c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session })),
      ).toMatchObject({ code: 112 });
      await session.abortTransaction();
      session.startTransaction();
      await c.findOne({ _id: 'b' }, { session });
      await c.insertOne({ _id: 'new', n: 1 });
      expect(await refusal(c.insertOne({ _id: 'new', n: 2 }, { session }))).toMatchObject({
        code: 112,
      });
      await session.abortTransaction();
    }));

  it('makes other writes to its documents wait, up to their maxTimeMS', () =>
    inSession(async (session) => {
      const c = await accounts();
      session.startTransaction();
      await c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
      expect(
        await refusal(c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { maxTimeMS: 50 })),
      ).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
      const waiting = c.updateMany({}, { $inc: { n: 100 } });
      await c.insertOne({ _id: 'free', n: 0 });
      expect((await c.find().toArray()).map((one) => one.n)).toEqual([1, 2, 0]);
      await session.commitTransaction();
      expect(await waiting).toMatchObject({ modifiedCount: 3 });
      expect((await c.find().toArray()).map((one) => one.n)).toEqual([102, 102, 100]);
      expect(await c.estimatedDocumentCount()).toBe(3);
    }));

  it('begins a bulk anew that met its writes half way, and counts right', () =>
    inSession(async (session) => {
      const c = await accounts();
      await c.createIndex({ tag: 1 }, { unique: true, sparse: true }, {});
      session.startTransaction();
      await c.updateOne({ _id: 'b' }, { $set: { tag: 'mine' } }, { session });
      const bulk = c.insertMany(
        [
          { _id: 'd', n: 4 },
          { _id: 'e', n: 5, tag: 'mine' },
        ],
        { ordered: false },
      );
      await session.abortTransaction();
      expect(await bulk).toMatchObject({ insertedCount: 2 });
      expect(await c.estimatedDocumentCount()).toBe(4);
      expect(await c.countDocuments()).toBe(4);
    }));

  it('is ended by an error of one of its writes', () =>
    inSession(async (session) => {
      const c = await accounts();
      session.startTransaction();
      await c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
      expect(await refusal(c.insertOne({ _id: 'b', n: 1 }, { session }))).toMatchObject({
        code: 11000,
      });
      expect(await refusal(session.commitTransaction())).toMatchObject({ code: 251 });
      expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 1 });
    }));

  it('makes collections and indexes of its own', () =>
    inSession(async (session) => {
      const c = mongo.collection<Account>('made-in-transaction');
      session.startTransaction();
      await mongo.db.createCollection('made-in-transaction', { session });
      await c.createIndex({ n: 1 }, { unique: true }, { session });
      await c.insertOne({ _id: 'a', n: 1 }, { session });
      await session.commitTransaction();
      expect((await c.indexes()).map((one) => one.name)).toEqual(['_id_', 'n_1']);
      expect(await refusal(c.insertOne({ _id: 'b', n: 1 }))).toMatchObject({ code: 11000 });
    }));

  it('refuses what cannot be part of it', () =>
    inSession(async (session) => {
      const c = await accounts();
      const refused: (() => Promise<unknown>)[] = [
        () => c.drop({ session }),
        () => c.estimatedDocumentCount({ session }),
        () => c.createIndex({ n: 1 }, {}, { session }),
        () => c.aggregate([{ $out: 'x' }], { session }).toArray(),
        () => mongo.client.db('admin').collection('x').findOne({}, { session }),
      ];
      for (const one of refused) {
        session.startTransaction();
        expect(await refusal(one())).toMatchObject({ code: 263 });
        await session.abortTransaction();
      }
    }));

  it('makes a change of the collection wait, and cannot use a newer index', () =>
    inSession(async (session) => {
      const c = await accounts();
      session.startTransaction();
      await c.findOne({}, { session });
      const later = c.createIndex({ n: 1 }, {}, {});
      const dropped = later.then(() => c.drop());
      expect(await c.countDocuments({}, { session })).toBe(2);
      await session.commitTransaction();
      await dropped;
      const d = await accounts();
      session.startTransaction();
      await mongo.collection('other').findOne({}, { session });
      await d.createIndex({ n: 1 }, {}, {});
      const error = await refusal(d.findOne({ n: 1 }, { session }));
      expect(error).toMatchObject({ code: 246 });
      expect(labels(error)).toContain('TransientTransactionError');
      await session.abortTransaction();
    }));

  it('has numbers that only grow', async () => {
    // The driver uses sessions again: these numbers are not for its other commands.
    const client = new MongoClient(mongo.server.url);
    await client.withSession(async (session) => {
      const number = (n: number) => ({ txnNumber: Long.fromNumber(n), autocommit: false });
      const find = (n: number, more: object = {}) =>
        client.db('test').command({ find: 'x', ...number(1000 + n), ...more }, { session });
      expect(await refusal(find(5))).toMatchObject({ code: 251 });
      await find(5, { startTransaction: true });
      expect(await refusal(find(5, { startTransaction: true }))).toMatchObject({ code: 117 });
      expect(await refusal(find(4, { startTransaction: true }))).toMatchObject({ code: 225 });
      await find(6, { startTransaction: true });
      expect(await refusal(find(5))).toMatchObject({ code: 225, codeName: 'TransactionTooOld' });
    });
    await client.close();
  });

  it('is run again by withTransaction until it succeeds', async () => {
    const c = await accounts();
    let attempts = 0;
    const add = () =>
      mongo.client.withSession((session) =>
        session.withTransaction(async () => {
          attempts++;
          const before = await c.findOne({ _id: 'a' }, { session });
          await c.updateOne({ _id: 'a' }, { $set: { n: (before?.n ?? 0) + 1 } }, { session });
        }),
      );
    await Promise.all(Array.from({ length: 12 }, add));
    expect(await c.findOne({ _id: 'a' })).toEqual({ _id: 'a', n: 13 });
    expect(attempts).toBeGreaterThanOrEqual(12);
  });
});

describe('an abandoned transaction', () => {
  it('is ended when its time is over, and with its session', async () => {
    const server = await MongoServer.start({
      port: 0,
      host: '127.0.0.1',
      transactionLifetimeMs: 100,
    });
    const client = new MongoClient(`mongodb://127.0.0.1:${server.port}/?directConnection=true`);
    const c = client.db('test').collection<Account>('c');
    await c.insertOne({ _id: 'a', n: 1 });
    const session = client.startSession();
    session.startTransaction();
    await c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
    await c.updateOne({ _id: 'a' }, { $inc: { n: 10 } });
    expect(await refusal(session.commitTransaction())).toMatchObject({ code: 251 });
    session.startTransaction();
    await c.updateOne({ _id: 'a' }, { $inc: { n: 1 } }, { session });
    await client.db('admin').command({ endSessions: [session.id] });
    await c.updateOne({ _id: 'a' }, { $inc: { n: 10 } });
    expect(await c.findOne()).toEqual({ _id: 'a', n: 21 });
    await session.endSession();
    await client.close();
    await server.close();
  });
});
