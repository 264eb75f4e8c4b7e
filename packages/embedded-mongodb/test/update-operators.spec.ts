import { Decimal128, Double, Int32, Long, Timestamp, type Document } from 'mongodb';
import { refusal, runningServer } from './server';

const mongo = runningServer();
type Numbered = Document & { _id: number };

async function after(before: Document, update: Document | Document[], options: Document = {}) {
  const { filter = { _id: 1 }, ...rest } = options as { filter?: Document };
  const trips = mongo.collection<Numbered>();
  await trips.insertOne({ _id: 1, ...before });
  const changed = await trips.findOneAndUpdate(filter, update, {
    returnDocument: 'after',
    ...rest,
  });
  const { _id, ...fields } = changed ?? { _id: 0 };
  return fields;
}

async function exactly(before: Document, update: Document) {
  const trips = mongo.collection<Numbered>();
  await trips.insertOne({ _id: 1, ...before });
  await trips.updateOne({ _id: 1 }, update);
  const stored = await trips.findOne({}, { promoteValues: false, promoteLongs: false });
  const { _id, ...fields } = stored ?? { _id: 0 };
  return fields;
}

describe('field operators', () => {
  it('sets, unsets and renames, also below documents that are not there', async () => {
    expect(await after({ a: 1 }, { $set: { 'b.c.d': 2 }, $unset: { a: '' } })).toEqual({
      b: { c: { d: 2 } },
    });
    expect(await after({ a: { b: 1 }, c: 3 }, { $rename: { 'a.b': 'x.y' } })).toEqual({
      a: {},
      c: 3,
      x: { y: 1 },
    });
    expect(await after({ a: [1, 2] }, { $set: { 'a.4': 5 } })).toEqual({
      a: [1, 2, null, null, 5],
    });
    expect(await after({ a: [1, 2] }, { $unset: { 'a.0': '' } })).toEqual({ a: [null, 2] });
  });

  it('computes in the wider of two number types', async () => {
    expect(await exactly({ a: new Int32(2147483647) }, { $inc: { a: 1 } })).toEqual({
      a: Long.fromNumber(2147483648),
    });
    expect(await exactly({ a: new Int32(1) }, { $inc: { a: new Double(1.5) } })).toEqual({
      a: new Double(2.5),
    });
    expect(await exactly({ a: Long.fromString('9007199254740993') }, { $inc: { a: 2 } })).toEqual({
      a: Long.fromString('9007199254740995'),
    });
    expect(
      await exactly(
        { a: Decimal128.fromString('0.1') },
        { $inc: { a: Decimal128.fromString('0.2') } },
      ),
    ).toEqual({ a: Decimal128.fromString('0.3') });
    expect(
      await exactly({ a: new Int32(3) }, { $mul: { a: new Int32(4), b: new Int32(2) } }),
    ).toEqual({
      a: new Int32(12),
      b: new Int32(0),
    });
  });

  it('keeps the smaller or larger, and manipulates bits', async () => {
    expect(await after({ a: 5, b: 5 }, { $min: { a: 3, b: 9 }, $max: { c: 1 } })).toEqual({
      a: 3,
      b: 5,
      c: 1,
    });
    expect(await after({ a: 13 }, { $bit: { a: { and: 10 } } })).toEqual({ a: 8 });
  });

  it('stamps the time', async () => {
    const changed = await after({}, { $currentDate: { a: true, b: { $type: 'timestamp' } } });
    expect(changed.a).toBeInstanceOf(Date);
    expect(changed.b).toBeInstanceOf(Timestamp);
  });

  it('refuses what MongoDB refuses, with its codes', async () => {
    expect(await refusal(after({ a: 'x' }, { $inc: { a: 1 } }))).toMatchObject({ code: 14 });
    expect(await refusal(after({ a: 1 }, { $set: { 'a.b': 1 } }))).toMatchObject({ code: 28 });
    expect(await refusal(after({ a: null }, { $set: { 'a.b': 1 } }))).toMatchObject({ code: 28 });
    expect(await refusal(after({}, { $set: { a: 1, 'a.b': 2 } }))).toMatchObject({ code: 40 });
    expect(await refusal(after({ a: 1 }, { $push: { a: 1 } }))).toMatchObject({ code: 2 });
    expect(await refusal(after({ a: 1 }, { $nope: { a: 1 } }))).toMatchObject({ code: 9 });
  });
});

describe('array operators', () => {
  it('pushes with $each, $position, $sort and $slice', async () => {
    expect(await after({ a: [1] }, { $push: { a: 2, b: 'x' } })).toEqual({ a: [1, 2], b: ['x'] });
    expect(
      await after({ a: [5, 1] }, { $push: { a: { $each: [3, 9], $sort: 1, $slice: -3 } } }),
    ).toEqual({ a: [3, 5, 9] });
    expect(await after({ a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } })).toEqual({
      a: [1, 2, 3, 4],
    });
    expect(
      await after({ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } }),
    ).toEqual({ a: [{ n: 1 }, { n: 2 }] });
  });

  it('adds to a set, pops and pulls', async () => {
    expect(
      await after({ a: [1, 2] }, { $addToSet: { a: { $each: [2, 3, new Double(1)] } } }),
    ).toEqual({ a: [1, 2, 3] });
    expect(await after({ a: [1, 2], b: [1, 2] }, { $pop: { a: 1, b: -1 } })).toEqual({
      a: [1],
      b: [2],
    });
    expect(await after({ a: [1, 5, 8, 5] }, { $pull: { a: { $gte: 5, $lt: 8 } } })).toEqual({
      a: [1, 8],
    });
    expect(await after({ a: [{ x: 1, y: 1 }, { x: 2 }] }, { $pull: { a: { x: 1 } } })).toEqual({
      a: [{ x: 2 }],
    });
    expect(await after({ a: [1, 2, 3] }, { $pullAll: { a: [1, 3] } })).toEqual({ a: [2] });
  });

  it('changes the matched element, all of them, or those of an array filter', async () => {
    const stops = [
      { k: 'a', n: 1 },
      { k: 'b', n: 2 },
      { k: 'b', n: 3 },
    ];
    expect(
      await after({ stops }, { $set: { 'stops.$.n': 9 } }, { filter: { _id: 1, 'stops.k': 'b' } }),
    ).toEqual({ stops: [stops[0], { k: 'b', n: 9 }, stops[2]] });
    expect(await after({ a: [1, 2] }, { $inc: { 'a.$[]': 10 } })).toEqual({ a: [11, 12] });
    expect(
      await after(
        { stops },
        { $inc: { 'stops.$[late].n': 10 } },
        { arrayFilters: [{ 'late.k': 'b', 'late.n': { $gt: 2 } }] },
      ),
    ).toEqual({ stops: [stops[0], stops[1], { k: 'b', n: 13 }] });
    expect(
      await after({ a: [1, 5] }, { $set: { 'a.$[x]': 0 } }, { arrayFilters: [{ x: { $gte: 5 } }] }),
    ).toEqual({ a: [1, 0] });
  });
});

describe('pipeline updates', () => {
  it('computes new fields from old ones', async () => {
    expect(
      await after({ a: 2, b: 3 }, [{ $set: { c: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]),
    ).toEqual({ b: 3, c: 5 });
    expect(await refusal(after({}, [{ $match: {} }]))).toMatchObject({ code: 72 });
  });

  it('keeps the types of what it leaves alone', async () => {
    const trips = mongo.collection<Numbered>();
    await trips.insertOne({ _id: 1, a: Long.fromNumber(1), d: new Double(2) });
    await trips.updateOne({ _id: 1 }, [{ $set: { c: 1 } }]);
    expect(await trips.findOne({}, { promoteValues: false, promoteLongs: false })).toEqual({
      _id: new Int32(1),
      a: Long.fromNumber(1),
      d: new Double(2),
      c: new Int32(1),
    });
  });
});
