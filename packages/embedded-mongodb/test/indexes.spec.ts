import fc from 'fast-check';
import {
  Decimal128,
  Double,
  Long,
  MongoClient,
  type Collection,
  type Document,
  type Filter,
} from 'mongodb';
import { MongoServer } from '../src/server';
import { refusal, runningServer } from './server';

const mongo = runningServer();
type Numbered = Document & { _id: number };
/** The driver's current overload: keys, options, options of the command. */
const NONE = {};

describe('indexes', () => {
  it('lists, refuses to duplicate and drops', async () => {
    const trips = mongo.collection<Numbered>();
    expect(await trips.createIndex({ a: 1, 'b.c': -1 }, NONE, NONE)).toBe('a_1_b.c_-1');
    expect(await trips.createIndex({ a: 1, 'b.c': -1 }, NONE, NONE)).toBe('a_1_b.c_-1');
    expect(
      await refusal(trips.createIndex({ a: 1, 'b.c': -1 }, { name: 'other' }, NONE)),
    ).toMatchObject({ code: 85 });
    expect(await refusal(trips.createIndex({ z: 1 }, { name: 'a_1_b.c_-1' }, NONE))).toMatchObject({
      code: 86,
    });
    expect((await trips.indexes()).map((one) => one.name)).toEqual(['_id_', 'a_1_b.c_-1']);
    await trips.dropIndex('a_1_b.c_-1');
    expect(await refusal(trips.dropIndex('a_1_b.c_-1'))).toMatchObject({ code: 27 });
    expect(await trips.indexes()).toHaveLength(1);
  });

  it('refuses kinds that it does not have', async () => {
    const trips = mongo.collection<Numbered>();
    for (const key of [{ a: 'text' }, { a: '2dsphere' }, { a: 'hashed' }] as const) {
      expect(await refusal(trips.createIndex(key, NONE, NONE))).toMatchObject({ code: 67 });
    }
    expect(
      await refusal(trips.createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 5 }, NONE)),
    ).toMatchObject({ code: 67 });
  });

  it('keeps unique values unique, through inserts, updates, upserts and arrays', async () => {
    const riders = mongo.collection<Numbered>();
    await riders.createIndex({ email: 1 }, { unique: true }, NONE);
    await riders.insertMany([
      { _id: 1, email: 'a' },
      { _id: 2, email: ['b', 'c'] },
      { _id: 3, email: 5 },
    ]);
    const duplicate = {
      code: 11000,
      keyPattern: { email: 1 },
      keyValue: { email: 'a' },
      message: `E11000 duplicate key error collection: test.${riders.collectionName} index: email_1 dup key: { email: "a" }`,
    };
    expect(await refusal(riders.insertOne({ _id: 4, email: 'a' }))).toMatchObject(duplicate);
    expect(
      await refusal(riders.updateOne({ _id: 2 }, { $push: { email: 'a' } as never })),
    ).toMatchObject({ code: 11000 });
    expect(await refusal(riders.insertOne({ _id: 4, email: Long.fromNumber(5) }))).toMatchObject({
      code: 11000,
    });
    expect(
      await refusal(riders.updateOne({ _id: 9 }, { $set: { email: 'c' } }, { upsert: true })),
    ).toMatchObject({ code: 11000 });
    await riders.insertOne({ _id: 5 });
    expect(await refusal(riders.insertOne({ _id: 6 }))).toMatchObject({ code: 11000 });
    await riders.updateOne({ _id: 1 }, { $set: { email: 'z' } });
    await riders.insertOne({ _id: 7, email: 'a' });
    expect(await riders.countDocuments()).toBe(5);
  });

  it('leaves nothing behind when a unique index cannot be built', async () => {
    const riders = mongo.collection<Numbered>();
    await riders.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
    ]);
    expect(await refusal(riders.createIndex({ a: 1 }, { unique: true }, NONE))).toMatchObject({
      code: 11000,
    });
    expect(await riders.indexes()).toHaveLength(1);
    await riders.deleteOne({ _id: 2 });
    await riders.createIndex({ a: 1 }, { unique: true }, NONE);
    expect(await riders.find({ a: 1 }).toArray()).toHaveLength(1);
  });

  it('honours sparse and partial indexes without losing documents', async () => {
    const riders = mongo.collection<Numbered>();
    await riders.createIndex({ a: 1 }, { sparse: true, unique: true }, NONE);
    await riders.createIndex(
      { b: 1 },
      { unique: true, partialFilterExpression: { live: true } },
      NONE,
    );
    await riders.insertMany([
      { _id: 1, b: 1, live: true },
      { _id: 2, b: 1, live: false },
      { _id: 3, a: 5, b: 1 },
    ]);
    expect(await refusal(riders.insertOne({ _id: 4, b: 1, live: true }))).toMatchObject({
      code: 11000,
    });
    expect(await riders.find({ a: null }).toArray()).toHaveLength(2);
    expect(await riders.find({ b: 1 }).toArray()).toHaveLength(3);
    expect(await riders.find({ b: 1, live: true }).toArray()).toHaveLength(1);
    expect(await riders.find().sort({ a: 1 }).toArray()).toHaveLength(3);
  });

  it('uses a partial index for what its filter is certain to hold, and for nothing else', async () => {
    const trips = mongo.collection<Numbered>();
    await trips.createIndex({ a: 1 }, { partialFilterExpression: { b: { $gt: 10 } } }, NONE);
    const stageFor = async (filter: Filter<Numbered>) => {
      const { queryPlanner } = (await trips.find(filter).explain('queryPlanner')) as {
        queryPlanner: { winningPlan: { stage: string } };
      };
      return queryPlanner.winningPlan.stage;
    };
    const certain = [{ b: 11 }, { b: { $gt: 10 } }, { b: { $gte: 11 } }, { b: { $in: [11, 12] } }];
    for (const b of certain) expect(await stageFor({ a: 1, ...b })).toBe('FETCH');
    const open = [{}, { b: 10 }, { b: { $gte: 10 } }, { b: { $in: [10, 11] } }, { b: { $lt: 12 } }];
    for (const b of [...open, { b: 'x' }]) {
      expect(await stageFor({ a: 1, ...b })).toBe('COLLSCAN');
    }
  });

  it('counts keys alone where they say everything', async () => {
    const trips = mongo.collection<Numbered>();
    await trips.createIndex({ a: 1, b: -1 }, NONE, NONE);
    await trips.insertMany(
      Array.from({ length: 60 }, (_, i) => ({ _id: i, a: i % 3, b: i, c: i % 2 })),
    );
    const counted = (query: Filter<Numbered>) =>
      mongo.db.command({
        explain: { count: trips.collectionName, query },
        verbosity: 'executionStats',
      });
    expect(
      (await counted({ a: { $in: [0, 1] }, b: { $gte: 30, $lt: 40 } })).executionStats,
    ).toMatchObject({
      totalKeysExamined: 7,
      totalDocsExamined: 0,
      executionStages: { stage: 'COUNT', inputStage: { stage: 'COUNT_SCAN' } },
    });
    expect((await counted({ a: 1, c: 1 })).executionStats).toMatchObject({ totalDocsExamined: 20 });
    expect(await trips.countDocuments({ a: { $in: [0, 1] }, b: { $gte: 30, $lt: 40 } })).toBe(7);
    expect(await trips.countDocuments({ a: 1, c: 1 })).toBe(10);
  });

  it('takes values and ids too long for a key', async () => {
    const notes = mongo.collection<{ _id: string; text: string }>();
    await notes.createIndex({ text: 1 }, NONE, NONE);
    const texts = ['a', 'b', 'c'].map((end) => 'x'.repeat(3000) + end);
    await notes.insertMany(texts.map((text) => ({ _id: text, text })));
    expect(await notes.findOne({ text: texts[1] as string })).toMatchObject({ _id: texts[1] });
    expect(await notes.findOne({ _id: texts[2] as string })).toMatchObject({ text: texts[2] });
    expect(await notes.find({ text: { $gt: texts[0] as string } }).toArray()).toHaveLength(2);
    const sorted = await notes.find().sort({ text: -1 }).toArray();
    expect(sorted.map((one) => one.text.at(-1))).toEqual(['c', 'b', 'a']);
    const byId = await notes.find().sort({ _id: -1 }).toArray();
    expect(byId.map((one) => one._id.at(-1))).toEqual(['c', 'b', 'a']);
    expect(await refusal(notes.insertOne({ _id: texts[0] as string, text: '' }))).toMatchObject({
      code: 11000,
    });
  });

  it('removes documents whose time has come', async () => {
    const server = await MongoServer.start({ port: 0, host: '127.0.0.1', tidyEveryMs: 10 });
    const client = new MongoClient(`mongodb://127.0.0.1:${server.port}/?directConnection=true`);
    const locks = client.db('test').collection<Numbered>('locks');
    await locks.createIndex({ at: 1 }, { expireAfterSeconds: 60 }, NONE);
    await locks.insertMany([
      { _id: 1, at: new Date(0) },
      { _id: 2, at: new Date(Date.now() + 1_000_000) },
      { _id: 3, at: 'never' },
    ]);
    for (let tries = 0; tries < 5_000 && (await locks.countDocuments()) > 2; tries++);
    expect((await locks.find().toArray()).map((one) => one._id)).toEqual([2, 3]);
    await client.close();
    await server.close();
  });

  it('refuses parallel arrays in one index', async () => {
    const trips = mongo.collection<Numbered>();
    await trips.createIndex({ a: 1, b: 1 }, NONE, NONE);
    expect(await refusal(trips.insertOne({ _id: 1, a: [1], b: [2] }))).toMatchObject({ code: 171 });
    expect(await trips.countDocuments()).toBe(0);
  });
});

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(null, true, false, 'a', 'b', '', new Date(1), new Double(1), Long.fromNumber(2)),
  fc.constantFrom<unknown>(Decimal128.fromString('1'), new Double(NaN)),
);
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }) },
  {
    weight: 1,
    arbitrary: fc.array(fc.record({ x: scalar, y: scalar }, { requiredKeys: [] }), {
      maxLength: 2,
    }),
  },
);
const document = fc.record({ a: value, b: value, c: scalar }, { requiredKeys: [] });
const comparison = fc.oneof(
  fc.record({ op: fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), v: scalar }),
  fc.record({ op: fc.constantFrom('$in', '$nin'), v: fc.array(scalar, { maxLength: 3 }) }),
);
const path = fc.constantFrom('a', 'b', 'c', 'a.x', 'a.y', 'b.x');
const condition = fc
  .tuple(path, fc.array(comparison, { minLength: 1, maxLength: 2 }))
  .map(([name, all]): Document => ({
    [name]: Object.fromEntries(all.map(({ op, v }) => [op, v])),
  }));
const filter = fc
  .array(condition, { minLength: 1, maxLength: 3 })
  .map((parts): Filter<Numbered> =>
    parts.length === 1 ? (parts[0] as Document) : { $and: parts },
  );
const sort = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'a.x'), { maxLength: 2 })
  .chain((names) =>
    fc
      .tuple(...names.map(() => fc.constantFrom(1 as const, -1 as const)))
      .map((directions) => [
        ...names.map((name, i): [string, 1 | -1] => [name, directions[i] ?? 1]),
        ['_id', 1] as [string, 1 | -1],
      ]),
  );

const KEYS: Record<string, 1 | -1>[] = [
  { a: 1 },
  { b: -1, c: 1 },
  { c: 1, a: -1 },
  { 'a.x': 1, 'a.y': 1 },
  { c: -1, _id: 1 },
];

const PARTIAL: [Record<string, 1 | -1>, Document][] = [
  [{ c: 1 }, { c: { $gte: 0 } }],
  [{ b: 1, c: 1 }, { a: { $exists: true } }],
  [{ a: -1 }, { b: { $lt: 2 }, c: { $in: [1, 2, 'a', null] } }],
];

async function answers(
  trips: Collection<Numbered>,
  wanted: Filter<Numbered>,
  order: [string, 1 | -1][],
  limit: number,
) {
  const found = await trips.find(wanted).sort(order).limit(limit).toArray();
  return { ids: found.map((one) => one._id), count: await trips.countDocuments(wanted) };
}

describe('indexed and scanned answers', () => {
  it('are the same for random documents, filters and orders', async () => {
    const property = fc.asyncProperty(
      fc.array(document, { minLength: 5, maxLength: 30 }),
      fc.array(fc.tuple(filter, sort, fc.integer({ min: 0, max: 8 })), {
        minLength: 20,
        maxLength: 20,
      }),
      async (documents, queries) => {
        const [scanned, indexed] = [mongo.collection<Numbered>(), mongo.collection<Numbered>()];
        for (const key of KEYS) await indexed.createIndex(key, NONE, NONE);
        for (const [i, [key, partialFilterExpression]] of PARTIAL.entries()) {
          await indexed.createIndex(key, { name: `partial-${i}`, partialFilterExpression }, NONE);
        }
        const all = documents.map((one, _id) => ({ _id, ...one }));
        const accepted = await indexed.insertMany(all, { ordered: false }).then(
          () => all,
          async () => {
            const ids = new Set((await indexed.find().toArray()).map((one) => one._id));
            return all.filter((one) => ids.has(one._id));
          },
        );
        if (accepted.length === 0) return;
        await scanned.insertMany(accepted);
        for (const [wanted, order, limit] of queries) {
          expect(await answers(indexed, wanted, order, limit)).toEqual(
            await answers(scanned, wanted, order, limit),
          );
        }
        await scanned.drop();
        await indexed.drop();
      },
    );
    // fast-check prints the seed and the shrunk counterexample when it fails.
    await fc.assert(property, { numRuns: 40 });
  });
});
