import { Type, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import fc from 'fast-check';
import { covers } from './json-schema';
import { changesBetween } from './schema-diff';

const text = Type.String();
const fare = (fields: Record<string, TSchema>) => Type.Object({ tripId: text, ...fields });
const literals = (...values: string[]) => Type.Union(values.map((value) => Type.Literal(value)));

describe('what a changed shape does to its readers', () => {
  it.each([
    ['a field more', {}, { tip: Type.Integer() }, 'tip was added: integer, required', [0, 1]],
    [
      ...['a field more that may be missing', {}],
      ...[{ tip: Type.Optional(Type.Integer()) }, 'tip was added: integer, optional', [1, 1]],
    ],
    ['a field less', { tip: text }, {}, 'tip was removed, and was required', [1, 0]],
    ['an optional field less', { tip: Type.Optional(text) }, {}, 'tip was removed', [1, 1]],
    [
      ...['a field that may now be missing', { tip: text }],
      ...[{ tip: Type.Optional(text) }, 'tip became optional', [1, 0]],
    ],
    [
      ...['a field that has to be there now', { tip: Type.Optional(text) }],
      ...[{ tip: text }, 'tip became required', [0, 1]],
    ],
    [
      ...['a wider kind', { tip: Type.Integer() }],
      ...[{ tip: Type.Number() }, 'tip was integer, is number', [1, 0]],
    ],
    [
      ...['another kind', { tip: text }, { tip: Type.Integer() }],
      ...['tip was string, is integer', [0, 0]],
    ],
    [
      ...['a tighter bound', { tip: Type.Integer() }, { tip: Type.Integer({ minimum: 0 }) }],
      ...['tip was integer, is integer ≥ 0', [0, 1]],
    ],
    [
      ...['a value more', { by: literals('rider', 'ops') }],
      ...[{ by: literals('rider', 'ops', 'system') }, "by also takes 'system'", [1, 0]],
    ],
    [
      ...['a value less', { by: literals('rider', 'ops') }, { by: literals('ops') }],
      ...["by no longer takes 'rider'", [0, 1]],
    ],
    [
      ...['nothing allowed', { fee: Type.Integer() }],
      ...[{ fee: Type.Union([Type.Integer(), Type.Null()]) }, 'fee also takes null', [1, 0]],
    ],
    [
      ...['a field of a field', { at: Type.Object({ lat: text }) }],
      ...[{ at: Type.Object({ lat: Type.Integer() }) }, 'at.lat was string, is integer', [0, 0]],
    ],
    [
      ...['the items of a list', { stops: Type.Array(Type.Object({ ref: text })) }],
      ...[
        { stops: Type.Array(Type.Object({})) },
        'stops[].ref was removed, and was required',
        [1, 0],
      ],
    ],
  ] as unknown as [string, Record<string, TSchema>, Record<string, TSchema>, string, number[]][])(
    'is found: %s',
    (_, before, after, said, readers) => {
      const changes = changesBetween(fare(before), fare(after));
      expect(changes.map(({ field, what }) => `${field} ${what}`)).toEqual([said]);
      expect(changes.map(({ backward, forward }) => [backward, forward])).toEqual([
        readers.map(Boolean),
      ]);
    },
  );

  it('is nothing for the same fields in another order', () =>
    expect(
      changesBetween(
        Type.Object({ tripId: text, tip: Type.Integer() }),
        Type.Object({ tip: Type.Integer(), tripId: text }),
      ),
    ).toEqual([]));
});

/** Schemas as our events are made of them, small enough for two to have much in common. */
const { schema } = fc.letrec<{ schema: TSchema; leaf: TSchema }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<TSchema>(text, Type.Integer(), Type.Number(), Type.Boolean(), Type.Null()),
    fc.nat(2).map((minimum) => Type.Integer({ minimum })),
    fc.nat(2).map((minLength) => Type.String({ minLength })),
    fc.subarray(['a', 'bb'], { minLength: 1 }).map((values) => literals(...values)),
  ),
  schema: fc.oneof(
    { maxDepth: 2 },
    tie('leaf'),
    tie('schema').map((each) => Type.Array(each)),
    fc.tuple(tie('schema'), tie('schema')).map((each) => Type.Union(each)),
    fc
      .dictionary(fc.constantFrom('x', 'y'), fc.tuple(tie('schema'), fc.boolean()))
      .map((fields) =>
        Type.Object(
          Object.fromEntries(
            Object.entries(fields).map(([name, [each, optional]]) => [
              name,
              optional ? Type.Optional(each) : each,
            ]),
          ),
        ),
      ),
  ),
}));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(0, 1, 5, 1.5, '', 'a', 'bb', 'ccc', true, null),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y'), tie('value')),
  ),
}));

describe('a schema that covers another', () => {
  it('takes every value that the other takes', () =>
    fc.assert(
      fc.property(schema, schema, value, (wide, narrow, each) => {
        fc.pre(covers(wide, narrow) && Value.Check(narrow, each) && !hasUnsaid(narrow, each));
        expect(Value.Check(wide, each)).toBe(true);
      }),
      { numRuns: 200, maxSkipsPerRun: 1000 },
    ));

  it('covers itself', () =>
    fc.assert(
      fc.property(schema, (each) => {
        expect(covers(each, each)).toBe(true);
      }),
    ));
});

/** Fields that a shape does not speak of are never written in it, though its schema would let them pass. */
function hasUnsaid(narrow: TSchema, each: unknown): boolean {
  return JSON.stringify(Value.Clean(narrow, structuredClone(each))) !== JSON.stringify(each);
}
