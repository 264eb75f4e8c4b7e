import { Binary, Double, Int32, Long, ObjectId, Timestamp } from 'bson';
import fc from 'fast-check';
import { documentValue, toBytes, toTypedDoc, type Doc } from '../src/bson/convert';
import { OperatorUpdate } from '../src/update/operators';
import { PlainUpdate } from '../src/update/plain-update';

const number = fc.oneof(
  fc.integer({ min: -5, max: 5 }).map((n) => new Int32(n)),
  fc.constantFrom(2 ** 31 - 1, -(2 ** 31)).map((n) => new Int32(n)),
  fc.constantFrom(0, -0, 1.5, -1.5, 3, NaN, Infinity, 1e308).map((n) => new Double(n)),
  fc.constant(Long.fromNumber(7)),
);
const scalar = fc.oneof(
  number,
  fc.constantFrom<unknown>(null, true, '', 'text', 'ü€', new Date(5), /a/i),
  fc.constantFrom<unknown>(
    new ObjectId('0123456789abcdef01234567'),
    new Binary(Buffer.from('ab')),
    new Timestamp(9n),
  ),
);
const names = fc.constantFrom('a', 'b', 'ab', 'c-d', 'ü');
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    scalar,
    fc.dictionary(names, tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 2 }),
  ),
}));
const document = fc
  .dictionary(names, value, { maxKeys: 5 })
  .map((fields): Doc => ({ _id: new Int32(1), ...fields }));
const path = fc
  .array(fc.oneof({ weight: 40, arbitrary: names }, fc.constantFrom('0', '$[]')), {
    minLength: 1,
    maxLength: 3,
  })
  .map((segments) => segments.join('.'));
const update = fc
  .dictionary(
    fc.constantFrom('$set', '$set', '$inc', '$unset', '$setOnInsert', '$min'),
    fc.array(fc.tuple(path, fc.oneof(number, value)), { minLength: 1, maxLength: 2 }),
    { minKeys: 1, maxKeys: 2 },
  )
  .map((operators) =>
    Object.fromEntries(
      Object.entries(operators).map(([name, fields]) => [name, Object.fromEntries(fields)]),
    ),
  );

function byOperators(before: Buffer, spec: Buffer): Buffer | undefined {
  const decoded = toTypedDoc(before);
  const positions = { first: () => 0, matching: () => () => true };
  try {
    new OperatorUpdate(toTypedDoc(spec)).apply(decoded, positions, false);
    return toBytes(decoded);
  } catch {
    return undefined;
  }
}

describe('an update carried out on stored bytes', () => {
  it('gives what the operators give, or leaves it to them', () => {
    const handled = { changed: 0, left: 0 };
    const property = fc.property(document, update, (doc, spec) => {
      const [before, operators] = [toBytes(doc), toBytes(spec)];
      const after = PlainUpdate.read(documentValue(operators))?.apply(before);
      if (!after) {
        handled.left++;
        return;
      }
      if (after !== before) handled.changed++;
      expect(after.toString('hex')).toBe(byOperators(before, operators)?.toString('hex'));
    });
    fc.assert(property, { numRuns: 20_000 });
    expect(handled.changed).toBeGreaterThan(2_000);
    expect(handled.left).toBeGreaterThan(2_000);
  });

  it('keeps results apart from each other', () => {
    const increment = PlainUpdate.read(documentValue(toBytes({ $inc: { n: new Int32(1) } })));
    const results = [1, 2, 3].map((n) => increment?.apply(toBytes({ _id: 1, n: new Int32(n) })));
    expect(results.map((bytes) => bytes && toTypedDoc(bytes).n)).toEqual(
      [2, 3, 4].map((n) => new Int32(n)),
    );
  });

  it('copies values that need more room than many documents share', () => {
    const large = 'x'.repeat(100_000);
    const after = PlainUpdate.read(documentValue(toBytes({ $set: { 'a.b.c': large } })))?.apply(
      toBytes({ _id: 1 }),
    );
    expect(after && toTypedDoc(after)).toMatchObject({ a: { b: { c: large } } });
  });
});
