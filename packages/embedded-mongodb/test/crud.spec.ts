import { Binary, Decimal128, Double, Int32, Long, ObjectId, UUID, type Document } from 'mongodb';
import { refusal, runningServer } from './server';

const mongo = runningServer();
const EXACT = { promoteValues: false, promoteLongs: false } as const;

describe('writing and reading documents', () => {
  it('stores every BSON type and gives it back as it was', async () => {
    const trips = mongo.collection();
    const document = {
      _id: new ObjectId(),
      int: new Int32(1),
      double: new Double(1),
      long: Long.fromString('9007199254740993'),
      decimal: Decimal128.fromString('1.10'),
      date: new Date('2014-04-01T00:00:00Z'),
      uuid: new UUID(),
      bytes: new Binary(Buffer.from([1, 2, 3])),
      nothing: null,
      nested: { list: [1, 'two', { three: 3 }] },
    };
    await trips.insertOne(document);
    const [stored] = await trips.find({}, EXACT).toArray();
    expect(stored?.int).toEqual(new Int32(1));
    expect(stored?.double).toEqual(new Double(1));
    expect(stored?.long).toEqual(document.long);
    expect(String(stored?.decimal)).toBe('1.10');
    expect(stored?.date).toEqual(document.date);
    expect(stored?.bytes).toEqual(document.bytes);
    expect(stored?.nothing).toBeNull();
    expect(await trips.findOne({ uuid: document.uuid })).toMatchObject({ nested: document.nested });
  });

  it('keeps the types of fields that an update does not touch', async () => {
    const trips = mongo.collection();
    await trips.insertOne({ _id: 1 as never, a: new Double(2), b: Long.fromNumber(3), c: 1 });
    await trips.updateOne({ _id: 1 as never }, { $inc: { b: 1, c: 1 } });
    const [stored] = await trips.find({}, EXACT).toArray();
    expect(stored).toEqual({
      _id: new Int32(1),
      a: new Double(2),
      b: Long.fromNumber(4),
      c: new Int32(2),
    });
  });

  it('puts _id first and makes one where it is missing', async () => {
    await mongo.db.command({ insert: 'raw', documents: [{ a: 1 }, { b: 1, _id: 'x' }] });
    const stored = await mongo.collection('raw').find().toArray();
    expect(stored.map((one) => Object.keys(one))).toEqual(
      expect.arrayContaining([
        ['_id', 'a'],
        ['_id', 'b'],
      ]),
    );
  });

  it('reports each failed document of an unordered bulk by its position', async () => {
    const riders = mongo.collection<{ _id: number }>();
    await riders.insertOne({ _id: 2 });
    const error = await refusal(
      riders.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }, { _id: 2 }], { ordered: false }),
    );
    expect(error.code).toBe(11000);
    const writeErrors = error.writeErrors as { index: number; errmsg: string }[];
    expect(writeErrors.map((one) => one.index)).toEqual([1, 3]);
    expect(writeErrors[0]?.errmsg).toBe(
      `E11000 duplicate key error collection: test.${riders.collectionName} index: _id_ dup key: { _id: 2 }`,
    );
    expect(await riders.countDocuments()).toBe(3);
  });

  it('stops an ordered bulk at the first failure', async () => {
    const riders = mongo.collection<{ _id: number }>();
    await refusal(riders.insertMany([{ _id: 1 }, { _id: 1 }, { _id: 3 }]));
    expect(await riders.find().toArray()).toEqual([{ _id: 1 }]);
  });

  it('mixes all kinds of writes in one bulk', async () => {
    const trips = mongo.collection<{ _id: number; v?: number; n?: number }>();
    await trips.insertMany([1, 2, 3, 4].map((_id) => ({ _id, v: _id })));
    const result = await trips.bulkWrite(
      [
        { insertOne: { document: { _id: 5, v: 5 } } },
        { replaceOne: { filter: { _id: 1, v: 1 }, replacement: { v: 10 } } },
        { replaceOne: { filter: { _id: 2, v: 99 }, replacement: { v: 20 } } },
        { updateOne: { filter: { _id: 9 }, update: { $set: { v: 9 } }, upsert: true } },
        { updateMany: { filter: { v: { $gte: 4 } }, update: { $inc: { n: 1 } } } },
        { deleteOne: { filter: { _id: 3 } } },
      ],
      { ordered: true },
    );
    expect(result).toMatchObject({
      insertedCount: 1,
      matchedCount: 5,
      modifiedCount: 5,
      deletedCount: 1,
      upsertedCount: 1,
      upsertedIds: { 3: 9 },
    });
    expect(await trips.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, v: 10, n: 1 },
      { _id: 2, v: 2 },
      { _id: 4, v: 4, n: 1 },
      { _id: 5, v: 5, n: 1 },
      { _id: 9, v: 9, n: 1 },
    ]);
  });

  it('refuses an upsert that an expression decides about', async () => {
    const c = mongo.collection<{ n?: number; m?: number }>();
    const expression = { $expr: { $eq: ['$n', '$m'] } };
    const refused = {
      code: 224,
      message: '$expr is not allowed in the query predicate for an upsert',
    };
    for (const filter of [expression, { $or: [{ n: 1 }, { $and: [expression] }] }]) {
      const update = { $set: { n: 2 } };
      expect(await refusal(c.updateOne(filter, update, { upsert: true }))).toMatchObject(refused);
      expect(await refusal(c.findOneAndUpdate(filter, update, { upsert: true }))).toMatchObject(
        refused,
      );
      expect((await c.updateOne(filter, update)).matchedCount).toBe(0);
    }
    expect(await c.countDocuments()).toBe(0);
  });

  it('builds an upserted document from the filter, _id first', async () => {
    const trips = mongo.collection<Document & { _id: string }>();
    await trips.updateOne(
      { 'a.b': 1, c: { $gt: 5 }, _id: 'x' },
      { $set: { d: 1 }, $setOnInsert: { e: 2 } },
      { upsert: true },
    );
    await trips.updateOne(
      { _id: 'x' },
      { $setOnInsert: { e: 3 }, $set: { d: 2 } },
      { upsert: true },
    );
    const stored = await trips.findOne({ _id: 'x' });
    expect(stored).toEqual({ _id: 'x', a: { b: 1 }, d: 2, e: 2 });
    expect(Object.keys(stored ?? {})[0]).toBe('_id');
  });

  it('refuses to change an _id', async () => {
    const trips = mongo.collection<{ _id: number; a?: number }>();
    await trips.insertOne({ _id: 1 });
    expect(await refusal(trips.updateOne({ _id: 1 }, { $set: { _id: 2 } }))).toMatchObject({
      code: 66,
    });
    expect(await refusal(trips.replaceOne({ _id: 1 }, { _id: 2 } as never))).toMatchObject({
      code: 66,
    });
    const same = await trips.updateOne({ _id: 1 }, { $set: { _id: 1, a: 1 } });
    expect(same.modifiedCount).toBe(1);
  });

  it('counts a matched but unchanged document as not modified', async () => {
    const trips = mongo.collection<{ _id: number; a: number }>();
    await trips.insertOne({ _id: 1, a: 1 });
    const result = await trips.updateOne({ _id: 1 }, { $set: { a: 1 } });
    expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
  });

  it('refuses documents that are too large', async () => {
    const trips = mongo.collection();
    const text = 'x'.repeat(17 * 1024 * 1024);
    const error = await refusal(
      mongo.db.command({ insert: trips.collectionName, documents: [{ text }] }),
    );
    expect(error.name).toMatch(/Error/);
    expect(await trips.countDocuments()).toBe(0);
  });

  it('answers unacknowledged writes not at all and goes on', async () => {
    const trips = mongo.collection<{ _id: number }>();
    await trips.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
    await mongo.db.command({ ping: 1 });
    for (let tries = 0; tries < 100 && (await trips.countDocuments()) === 0; tries++);
    expect(await trips.countDocuments()).toBe(1);
  });
});

describe('findOneAnd…', () => {
  it('gives the document before or after', async () => {
    const trips = mongo.collection<{ _id: number; v: number }>();
    await trips.insertOne({ _id: 1, v: 1 });
    expect(await trips.findOneAndUpdate({ _id: 1 }, { $inc: { v: 1 } })).toEqual({ _id: 1, v: 1 });
    expect(
      await trips.findOneAndReplace({ _id: 1 }, { v: 7 }, { returnDocument: 'after' }),
    ).toEqual({ _id: 1, v: 7 });
    expect(await trips.findOneAndDelete({ v: 7 }, { projection: { _id: 0 } })).toEqual({ v: 7 });
    expect(await trips.findOneAndDelete({ v: 7 })).toBeNull();
  });

  it('takes the first in the order asked for', async () => {
    const timers = mongo.collection<{ _id: number; due: number; taken?: boolean }>();
    await timers.insertMany([3, 1, 2].map((due, _id) => ({ _id, due })));
    const taken = await timers.findOneAndUpdate(
      { taken: { $exists: false } },
      { $set: { taken: true } },
      { sort: { due: 1 }, returnDocument: 'after' },
    );
    expect(taken).toEqual({ _id: 1, due: 1, taken: true });
  });

  it('counts without losing an update under concurrency', async () => {
    const counters = mongo.collection<{ _id: string; n: number }>();
    const results = await Promise.all(
      Array.from({ length: 200 }, () =>
        counters.findOneAndUpdate(
          { _id: 'a' },
          { $inc: { n: 1 } },
          { upsert: true, returnDocument: 'after' },
        ),
      ),
    );
    const seen = results.map((one) => one?.n ?? 0).sort((a, b) => a - b);
    expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  });
});

describe('cursors', () => {
  it('reads a result in batches and in order', async () => {
    const trips = mongo.collection<{ _id: number; v: number }>();
    await trips.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i, v: 1000 - i })));
    const read = await trips.find({}, { batchSize: 7 }).toArray();
    expect(read.map((one) => one._id)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    const sorted = await trips
      .find({ v: { $gt: 10 } }, { batchSize: 33 })
      .sort({ v: 1 })
      .toArray();
    expect(sorted.map((one) => one.v)).toEqual(Array.from({ length: 990 }, (_, i) => i + 11));
    const page = await trips.find().sort({ _id: -1 }).skip(10).limit(5).toArray();
    expect(page.map((one) => one._id)).toEqual([989, 988, 987, 986, 985]);
  });

  it('goes on across writes in between, meeting each document at most once', async () => {
    const trips = mongo.collection<{ _id: number }>();
    await trips.insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: i })));
    const cursor = trips.find({}, { batchSize: 100 });
    const seen: number[] = [];
    for await (const { _id } of cursor) {
      seen.push(_id);
      if (_id === 50) await trips.deleteMany({ _id: { $gte: 99, $lt: 150 } });
    }
    expect(seen).toEqual([
      ...Array.from({ length: 100 }, (_, i) => i),
      ...Array.from({ length: 150 }, (_, i) => i + 150),
    ]);
  });

  it('closes what a client gives up, and says when a cursor is gone', async () => {
    const trips = mongo.collection<{ _id: number }>();
    await trips.insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: i })));
    const open = async () => {
      const status = await mongo.db.admin().serverStatus();
      return (status.metrics as { cursor: { open: { total: number } } }).cursor.open.total;
    };
    const before = await open();
    const cursor = trips.find({}, { batchSize: 10 });
    await cursor.next();
    expect(await open()).toBe(before + 1);
    await cursor.close();
    expect(await open()).toBe(before);
    const gone = mongo.db.command({
      getMore: Long.fromNumber(12345),
      collection: trips.collectionName,
    });
    expect(await refusal(gone)).toMatchObject({ code: 43, codeName: 'CursorNotFound' });
  });

  it('splits batches of large documents below the size of a message', async () => {
    const large = mongo.collection<{ _id: number; text: string }>();
    const text = 'x'.repeat(4_000_000);
    for (let _id = 0; _id < 12; _id++) await large.insertOne({ _id, text });
    expect(await large.find().toArray()).toHaveLength(12);
  });
});

describe('projections', () => {
  it('keeps, drops, slices and computes fields', async () => {
    const trips = mongo.collection<Document & { _id: number }>();
    await trips.insertOne({ _id: 1, a: { b: 1, c: 2 }, l: [{ x: 1, y: 2 }, { x: 3 }, 5], d: 'd' });
    const shown = async (projection: Document) => trips.findOne({}, { projection });
    expect(await shown({ d: 1 })).toEqual({ _id: 1, d: 'd' });
    expect(await shown({ d: 1, _id: 0 })).toEqual({ d: 'd' });
    expect(await shown({ l: 0, a: 0 })).toEqual({ _id: 1, d: 'd' });
    expect(await shown({ _id: 0, l: 0, a: 0 })).toEqual({ d: 'd' });
    expect(await shown({ _id: 1 })).toEqual({ _id: 1 });
    expect(await shown({ 'a.b': 1, 'l.x': 1 })).toEqual({
      _id: 1,
      a: { b: 1 },
      l: [{ x: 1 }, { x: 3 }],
    });
    expect(await shown({ 'a.b': 0, 'l.x': 0, d: 0 })).toEqual({
      _id: 1,
      a: { c: 2 },
      l: [{ y: 2 }, {}, 5],
    });
    expect(await shown({ l: { $slice: 1 }, d: 1 })).toMatchObject({ l: [{ x: 1, y: 2 }], d: 'd' });
    expect(await shown({ l: { $elemMatch: { x: 3 } } })).toEqual({ _id: 1, l: [{ x: 3 }] });
    expect(await shown({ sum: { $add: ['$a.b', '$a.c'] } })).toEqual({ _id: 1, sum: 3 });
    expect(await refusal(shown({ a: 1, d: 0 }))).toMatchObject({ name: 'MongoServerError' });
  });

  it('shows the array element that the filter found', async () => {
    const trips = mongo.collection<Document & { _id: number }>();
    await trips.insertOne({ _id: 1, l: [{ x: 1 }, { x: 3 }] });
    const found = await trips.findOne({ 'l.x': 3 }, { projection: { 'l.$': 1 } });
    expect(found).toEqual({ _id: 1, l: [{ x: 3 }] });
  });
});
