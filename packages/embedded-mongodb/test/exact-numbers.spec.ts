import * as fc from 'fast-check';
import { Decimal128, Double, Int32, Long, type Document } from 'mongodb';
import { runningServer } from './server';

const mongo = runningServer({ promoteValues: false });

type Kind = 'Int32' | 'Long' | 'Double';
/** A number of the model: whole ones as BigInt. */
type Model = { kind: 'Int32' | 'Long'; value: bigint } | { kind: 'Double'; value: number };

const WIDTH: Record<Kind, number> = { Int32: 0, Long: 1, Double: 2 };
const MOST_INT = 2n ** 31n - 1n;
const MOST_LONG = 2n ** 63n - 1n;

/** Whole numbers widen to what holds them: int, long, double. */
function whole(value: bigint, kind: Kind): Model {
  const fits = (most: bigint) => value <= most && value >= -most - 1n;
  if (kind === 'Int32' && fits(MOST_INT)) return { kind, value };
  if (fits(MOST_LONG)) return { kind: 'Long', value };
  return { kind: 'Double', value: Number(value) };
}

interface Operation {
  whole: (a: bigint, b: bigint) => bigint;
  float: (a: number, b: number) => number;
}

function combined({ whole: exactly, float }: Operation, a: Model, b: Model): Model {
  if (a.kind === 'Double' || b.kind === 'Double') {
    return { kind: 'Double', value: float(Number(a.value), Number(b.value)) };
  }
  return whole(exactly(a.value, b.value), WIDTH[a.kind] > WIDTH[b.kind] ? a.kind : b.kind);
}

const OPERATIONS: Record<string, Operation> = {
  $add: { whole: (a, b) => a + b, float: (a, b) => a + b },
  $subtract: { whole: (a, b) => a - b, float: (a, b) => a - b },
  $multiply: { whole: (a, b) => a * b, float: (a, b) => a * b },
  $mod: { whole: (a, b) => a % b, float: (a, b) => a % b },
};

/** The sum of whole numbers, or of doubles: what comes in between does not widen it. */
function added(all: readonly Model[]): Model {
  if (all.some(({ kind }) => kind === 'Double')) {
    return { kind: 'Double', value: all.reduce((sum, { value }) => sum + Number(value), 0) };
  }
  const isLong = all.some(({ kind }) => kind === 'Long');
  const sum = all.reduce((so, { value }) => so + BigInt(value), 0n);
  return whole(sum, isLong ? 'Long' : 'Int32');
}

function bson({ kind, value }: Model): Int32 | Long | Double {
  if (kind === 'Double') return new Double(value);
  return kind === 'Int32' ? new Int32(Number(value)) : Long.fromBigInt(value);
}

const shown = (value: unknown): string => {
  if (value instanceof Double) return `Double ${value.value === 0 ? 0 : value.value}`;
  if (value instanceof Int32 || value instanceof Long)
    return `${value._bsontype} ${value.toString()}`;
  return String(value);
};

const ints = fc.oneof(
  fc.bigInt(-10n, 10n),
  fc.bigInt(-MOST_INT - 1n, MOST_INT),
  fc.constantFrom(MOST_INT, -MOST_INT - 1n),
);
const number: fc.Arbitrary<Model> = fc.oneof(
  ints.map((value): Model => ({ kind: 'Int32', value })),
  fc
    .oneof(ints, fc.bigInt(-MOST_LONG - 1n, MOST_LONG))
    .map((value): Model => ({ kind: 'Long', value })),
  fc.integer().map((value): Model => ({ kind: 'Double', value })),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
    .map((value): Model => ({ kind: 'Double', value })),
);
/** fast-check prints the seed and the shrunk counterexample when it fails. */
const RUNS = { numRuns: 60 };

/** The result of one expression over `a` and `b`, as `exact-type value`. */
async function computed(a: Model, b: Model, expression: Document): Promise<string> {
  const numbers = mongo.collection<{ _id: number }>();
  await numbers.insertOne({ _id: 1, a: bson(a), b: bson(b) } as never);
  const [found] = await numbers
    .aggregate<{ r: unknown }>([{ $project: { r: expression } }])
    .toArray();
  return shown(found?.r);
}

describe('numbers in expressions', () => {
  it.each(Object.entries(OPERATIONS))(
    '%s has the type and value of the model',
    async (name, operation) => {
      await fc.assert(
        fc.asyncProperty(number, number, async (a, b) => {
          fc.pre(name !== '$mod' || Number(b.value) !== 0);
          const expected = shown(bson(combined(operation, a, b)));
          expect(await computed(a, b, { [name]: ['$a', '$b'] })).toBe(expected);
        }),
        RUNS,
      );
    },
  );

  it('$divide is a double of any two', async () => {
    await fc.assert(
      fc.asyncProperty(number, number, async (a, b) => {
        fc.pre(Number(b.value) !== 0);
        const expected = shown(new Double(Number(a.value) / Number(b.value)));
        expect(await computed(a, b, { $divide: ['$a', '$b'] })).toBe(expected);
      }),
      RUNS,
    );
  });

  it('$sum and $avg of a group have the type and value of the model', async () => {
    const values = fc.array(number, { minLength: 1, maxLength: 8 });
    // Added to doubles, the order in which whole numbers come shows in the last digit: whole or double, not both.
    const oneKind = values.filter(
      (all) => new Set(all.map(({ kind }) => kind === 'Double')).size === 1,
    );
    await fc.assert(
      fc.asyncProperty(oneKind, async (all) => {
        const numbers = mongo.collection<{ _id: number }>();
        await numbers.insertMany(all.map((one, _id) => ({ _id, v: bson(one) })));
        const [found] = await numbers
          .aggregate([
            { $group: { _id: null, sum: { $sum: '$v' }, avg: { $avg: '$v' }, n: { $sum: 1 } } },
          ])
          .toArray();
        const sum = added(all);
        expect(shown(found?.sum)).toBe(shown(bson(sum)));
        expect(shown(found?.avg)).toBe(shown(new Double(Number(sum.value) / all.length)));
        expect(shown(found?.n)).toBe(`Int32 ${all.length}`);
      }),
      RUNS,
    );
  });

  it('are handed on as they are, and grouped by value', async () => {
    const trips = mongo.collection<{ _id: number }>();
    const stored = [new Int32(3), new Double(3), Long.fromNumber(3), Decimal128.fromString('3')];
    await trips.insertMany(stored.map((v, _id) => ({ _id, v, sub: { list: [v, { v }] } })));
    const kept = await trips
      .aggregate([{ $set: { copy: '$v' } }, { $sort: { _id: 1 } }, { $unset: 'v' }])
      .toArray();
    expect(kept.map(({ copy, sub }) => ({ copy: copy as unknown, sub: sub as unknown }))).toEqual(
      stored.map((v) => ({ copy: v, sub: { list: [v, { v }] } })),
    );
    const groups = await trips
      .aggregate([{ $group: { _id: '$v', n: { $sum: 1 }, set: { $addToSet: '$v' } } }])
      .toArray();
    expect(groups).toEqual([{ _id: new Int32(3), n: new Int32(4), set: [new Int32(3)] }]);
  });

  it('are true but for zeros, of any type', async () => {
    const trips = mongo.collection<{ _id: number }>();
    const zeros = [new Int32(0), new Double(0), Long.ZERO, Decimal128.fromString('0.0'), null];
    const others = [new Double(2), Long.ONE, Decimal128.fromString('0.1'), 'no', []];
    await trips.insertMany([...zeros, ...others].map((v, _id) => ({ _id, v })));
    const found = await trips
      .aggregate([
        {
          $project: {
            cond: { $cond: ['$v', '$v', new Int32(-1)] },
            named: { $cond: { if: '$v', then: 'yes', else: 'no' } },
            both: { $and: ['$v', true] },
            one: { $or: ['$v', false] },
            not: { $not: ['$v'] },
          },
        },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    const answer = (v: unknown, yes: boolean) => ({
      cond: yes ? v : new Int32(-1),
      named: yes ? 'yes' : 'no',
      both: yes,
      one: yes,
      not: !yes,
    });
    const expected = [...zeros.map((v) => answer(v, false)), ...others.map((v) => answer(v, true))];
    expect(found).toEqual(expected.map((one, _id) => ({ _id: new Int32(_id), ...one })));
  });

  it('of Decimal128 are exact to 34 digits, to the nearest and then the even one', async () => {
    const prices = mongo.collection<{ _id: number }>();
    const [a, b, c] = ['1.10', '0.3', '1234567890123456789012345678901234'].map((text) =>
      Decimal128.fromString(text),
    );
    await prices.insertOne({ _id: 1, a, b, c, three: new Int32(3) } as never);
    const [found] = await prices
      .aggregate([
        {
          $project: {
            _id: 0,
            sum: { $add: ['$a', '$b', 1] },
            product: { $multiply: ['$a', '$b'] },
            third: { $divide: ['$a', '$three'] },
            half: { $divide: ['$a', 2] },
            rest: { $mod: ['$a', '$b'] },
            even: { $add: ['$c', { $divide: ['$b', { $multiply: ['$b', 2] }] }] },
          },
        },
      ])
      .toArray();
    const texts = Object.entries(found ?? {}).map(([name, v]) => [name, String(v)] as const);
    expect(Object.fromEntries(texts)).toEqual({
      sum: '2.40',
      product: '0.330',
      third: '0.3666666666666666666666666666666667',
      half: '0.55',
      rest: '0.20',
      even: '1234567890123456789012345678901234',
    });
  });
});

describe('numbers in a pipeline that updates', () => {
  it('have the type that the expression gives', async () => {
    const trips = mongo.collection<{ _id: number }>();
    const [count, total] = [new Int32(2_147_483_647), new Double(4)];
    await trips.insertOne({ _id: 1, count, total, seen: Long.fromNumber(7) } as never);
    await trips.updateOne({ _id: 1 }, [
      { $set: { count: { $add: ['$count', 1] }, mean: { $divide: ['$total', 2] } } },
    ]);
    expect(await trips.findOne()).toEqual({
      _id: new Int32(1),
      count: Long.fromNumber(2_147_483_648),
      total,
      seen: Long.fromNumber(7),
      mean: new Double(2),
    });
  });
});
