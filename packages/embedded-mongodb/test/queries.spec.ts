import {
  Binary,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
  type Document,
  type Filter,
} from 'mongodb';
import { refusal, runningServer } from './server';

const mongo = runningServer();
type Numbered = Document & { _id: number };

async function idsOf(documents: Document[], ...filters: Filter<Numbered>[]) {
  const trips = mongo.collection<Numbered>();
  await trips.insertMany(documents.map((one, i) => ({ _id: i, ...one })));
  const found: number[][] = [];
  for (const filter of filters) {
    found.push((await trips.find(filter).sort({ _id: 1 }).toArray()).map((one) => one._id));
  }
  return found;
}

describe('filters', () => {
  it('tells null, missing and arrays apart as MongoDB does', async () => {
    const documents = [{}, { a: null }, { a: 1 }, { a: [1, null] }, { a: [] }, { a: { b: 1 } }];
    expect(
      await idsOf(
        documents,
        { a: null },
        { a: { $exists: false } },
        { a: { $ne: null } },
        { 'a.b': null },
        { a: { $in: [null, 5] } },
        { a: { $type: 'null' } },
        { a: [] },
      ),
    ).toEqual([[0, 1, 3], [0], [2, 4, 5], [0, 1, 2], [0, 1, 3], [1, 3], [4]]);
  });

  it('compares numbers of all types by value and only within a type', async () => {
    const documents = [
      { a: new Int32(5) },
      { a: new Double(5) },
      { a: Long.fromNumber(5) },
      { a: Decimal128.fromString('5.0') },
      { a: '5' },
      { a: Long.fromString('9007199254740993') },
      { a: new Double(9007199254740992) },
      { a: NaN },
    ];
    expect(
      await idsOf(
        documents,
        { a: 5 },
        { a: { $gt: 4 } },
        { a: { $gt: Long.fromString('9007199254740992') } },
        { a: { $lt: 'a' } },
        { a: { $gte: NaN } },
        { a: Decimal128.fromString('5') },
        { a: { $type: 'long' } },
        { a: { $type: ['int', 'double'] } },
        { a: { $type: 'number' } },
      ),
    ).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3, 5, 6],
      [5],
      [4],
      [7],
      [0, 1, 2, 3],
      [2, 5],
      [0, 1, 6, 7],
      [0, 1, 2, 3, 5, 6, 7],
    ]);
  });

  it('looks into arrays and the documents in them', async () => {
    const documents = [
      { a: [1, 5] },
      { a: [{ b: 1 }, { b: 5, c: 2 }] },
      { a: { b: 1 } },
      { a: [[1, 2]] },
      { a: 5 },
    ];
    expect(
      await idsOf(
        documents,
        { a: 5 },
        { 'a.b': 5 },
        { 'a.b': { $gt: 1, $lt: 5 } },
        { a: { $elemMatch: { b: 5, c: 2 } } },
        { a: { $elemMatch: { $gt: 4 } } },
        { a: { $gt: 3, $lt: 2 } },
        { a: [1, 2] },
        { 'a.1.b': 5 },
        { a: { $size: 2 } },
        { a: { $all: [1, 5] } },
        { a: { b: 1 } },
      ),
    ).toEqual([[0, 4], [1], [1], [1], [0], [0], [3], [1], [0, 1], [0], [1, 2]]);
  });

  it('combines conditions, patterns and expressions', async () => {
    const id = new ObjectId();
    const documents = [
      { s: 'Manhattan', n: 1, m: 2 },
      { s: 'manly', n: 3, m: 2 },
      { s: 'Queens', o: id, n: 4, m: 4 },
      { s: 'x', b: new Binary(Buffer.from('x')) },
    ];
    expect(
      await idsOf(
        documents,
        { s: /^man/i },
        { s: { $regex: '^Man' } },
        { s: { $in: [/^Q/, 'x'] } },
        { $or: [{ n: 1 }, { s: 'x' }] },
        { $nor: [{ n: 1 }, { s: 'x' }] },
        { s: { $not: /^man/i } },
        { o: id },
        { $expr: { $gt: ['$n', '$m'] } },
        { n: { $mod: [2, 1] } },
        { b: new Binary(Buffer.from('x')) },
        { $and: [{ n: { $gte: 1 } }, { n: { $lt: 4 } }], $comment: 'why' },
      ),
    ).toEqual([[0, 1], [0], [2, 3], [0, 3], [1, 2], [2, 3], [2], [1], [0, 1], [3], [0, 1]]);
  });

  it('refuses what it does not know, also on an empty collection', async () => {
    const nowhere = mongo.collection<Numbered>();
    expect(await refusal(nowhere.find({ a: { $nope: 1 } }).toArray())).toMatchObject({ code: 2 });
    expect(await refusal(nowhere.find({ $where: 'true' }).toArray())).toMatchObject({ code: 2 });
    expect(
      await refusal(nowhere.find({}, { collation: { locale: 'de' } }).toArray()),
    ).toMatchObject({ code: 115 });
  });
});

describe('sorting', () => {
  it('orders all BSON types as MongoDB does, both ways', async () => {
    const values = [
      new MinKey(),
      null,
      NaN,
      Double.fromString('-1e300'),
      new Int32(-1),
      0,
      Decimal128.fromString('0.1'),
      0.5,
      Long.fromString('9007199254740993'),
      Decimal128.fromString('1E+400'),
      Infinity,
      '',
      'a',
      'a\u0000b',
      'aa',
      'z',
      '\uffff',
      '\u{1f600}',
      {},
      { a: 1 },
      { a: 2 },
      { b: 1 },
      new Binary(Buffer.from('a')),
      new Binary(Buffer.from('bb')),
      new ObjectId('000000000000000000000001'),
      new ObjectId('ff0000000000000000000001'),
      false,
      true,
      new Date(-5),
      new Date(5),
      new Timestamp({ t: 1, i: 1 }),
      /a/,
      new MaxKey(),
    ];
    const trips = mongo.collection<Numbered>();
    const shuffled = values.map((v, _id) => ({ _id, v: v }));
    shuffled.sort((a, b) => ((a._id * 7) % 33) - ((b._id * 7) % 33));
    await trips.insertMany(shuffled);
    const order = values.map((_, i) => i);
    const sorted = async (direction: 1 | -1) =>
      (await trips.find().sort({ v: direction }).toArray()).map((one) => one._id);
    expect(await sorted(1)).toEqual(order);
    expect(await sorted(-1)).toEqual([...order].reverse());
    await trips.createIndex({ v: 1 }, {}, {});
    expect(await sorted(1)).toEqual(order);
    expect(await sorted(-1)).toEqual([...order].reverse());
    const aggregated = await trips
      .aggregate<Numbered>([{ $match: { _id: { $gte: 0 } } }, { $sort: { v: 1 } }])
      .toArray();
    expect(aggregated.map((one) => one._id)).toEqual(order);
  });

  it('sorts no more than fits in memory, and of many keeps only those asked for', async () => {
    const c = mongo.collection<{ _id: number; n: number; text: string }>();
    const text = 'x'.repeat(9_000_000);
    for (let _id = 0; _id < 13; _id++) await c.insertOne({ _id, n: (_id * 5) % 13, text });
    const tooLarge = { code: 292, codeName: 'QueryExceededMemoryLimitNoDiskUseAllowed' };
    const small = { projection: { n: 1 } };
    const stages = [{ $sort: { n: 1 } }, { $project: { n: 1 } }];
    const late = [{ $addFields: { m: '$n' } }, ...stages];
    expect(await refusal(c.find({}, small).sort({ n: 1 }).toArray())).toMatchObject(tooLarge);
    for (const pipeline of [stages, late]) {
      expect(await refusal(c.aggregate(pipeline).toArray())).toMatchObject(tooLarge);
      const sorted = await c.aggregate(pipeline, { allowDiskUse: true }).toArray();
      expect(sorted.map(({ n }) => n as number)).toEqual([...Array(13).keys()]);
    }
    expect(await c.find({}, small).sort({ n: 1 }).limit(2).toArray()).toEqual([
      { _id: 0, n: 0 },
      { _id: 8, n: 1 },
    ]);
    const last = await c.findOneAndDelete({}, { sort: { n: -1 }, ...small });
    expect(last).toEqual({ _id: 5, n: 12 });
  });

  it('sorts arrays by their smallest or largest element', async () => {
    const trips = mongo.collection<Numbered>();
    await trips.insertMany([
      { _id: 1, a: [5, 1] },
      { _id: 2, a: 3 },
      { _id: 3, a: [] },
      { _id: 4 },
    ]);
    const sorted = async (direction: 1 | -1) =>
      (await trips.find().sort({ a: direction, _id: 1 }).toArray()).map((one) => one._id);
    expect(await sorted(1)).toEqual([3, 4, 1, 2]);
    expect(await sorted(-1)).toEqual([1, 2, 4, 3]);
  });

  it('finds distinct values', async () => {
    const trips = mongo.collection<Numbered>();
    await trips.insertMany([
      { _id: 1, a: [1, 2] },
      { _id: 2, a: new Double(2) },
      { _id: 3, a: 'x' },
      { _id: 4 },
    ]);
    expect(await trips.distinct('a')).toEqual([1, 2, 'x']);
  });
});
