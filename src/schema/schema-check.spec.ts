import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { declareEvent, type EventDeclaration } from '../shared/events/event';
import { declarations as ours, upcasters as steps } from '../shared/events/history';
import { count, trip } from '../shared/events/trip.shapes';
import { UpcasterChain, upcaster, type Upcaster } from '../shared/events/upcast';
import { checkSchemas, writeNewSchemas } from './schema-check';

const CONTRACTS = join(__dirname, '../../test/contracts');

/** A copy of the contracts that a spec may break. */
let copy: string;
beforeEach(async () => {
  copy = await mkdtemp(join(tmpdir(), 'contracts-'));
  await cp(CONTRACTS, copy, { recursive: true });
});
afterEach(() => rm(copy, { recursive: true }));

const file = (...path: string[]) => join(copy, ...path);
const golden = (shape: string) => file('stored-events', `${shape}.json`);
const schema = (shape: string) => file('schemas', `${shape}.json`);
const goldenOf = async (shape: string) =>
  JSON.parse(await readFile(golden(shape), 'utf8')) as { data: Record<string, unknown> };

function check(
  declarations: readonly EventDeclaration[] = ours,
  upcasters: readonly Upcaster[] = steps,
) {
  return checkSchemas(new UpcasterChain(declarations, upcasters), declarations, copy);
}

/** The trip's declarations with another one in the place of its namesake. */
function redeclared(...changed: EventDeclaration[]): EventDeclaration[] {
  const types = changed.map(({ type }) => type);
  return [...ours.filter(({ type }) => !types.includes(type)), ...changed];
}

const properties = { ...trip, attempt: count };
const withReason = Type.Object({ ...properties, reason: Type.String() });

const changed = (how: string) =>
  `MatchingStarted.v1 changed shape (${how}): declare version 2, its upcaster and golden file`;

describe('checking the schemas', () => {
  it('finds no fault with what is committed', async () => expect(await check()).toEqual([]));

  it('finds a shape that changed without a new version', async () =>
    expect(await check(redeclared(declareEvent('MatchingStarted', 1, withReason)))).toEqual([
      changed('reason was added: string, required; compatible by itself: forward'),
      expect.stringMatching(/^MatchingStarted\.v1 no longer lifts to today's shape: .*reason/),
    ]));

  it('finds a loosened shape, which every golden file still fits', async () => {
    const loose = Type.Object({ ...properties, attempt: Type.Number() });
    expect(await check(redeclared(declareEvent('MatchingStarted', 1, loose)))).toEqual([
      changed('attempt was integer ≥ 0, is number; compatible by itself: backward'),
    ]);
  });

  it('takes the same properties in another order for the same shape', async () => {
    const backwards = Object.fromEntries(Object.entries(properties).reverse());
    expect(
      await check(redeclared(declareEvent('MatchingStarted', 1, Type.Object(backwards)))),
    ).toEqual([]);
  });

  it('asks a new version for its schema and golden file', async () => {
    const lift = upcaster<object>(
      { type: 'MatchingStarted', version: 1 },
      [{ type: 'MatchingStarted', version: 2 }],
      (old) => [{ ...old, reason: 'FIRST' }],
    );
    const declarations = redeclared(declareEvent('MatchingStarted', 2, withReason));
    expect(await check(declarations, [...steps, lift])).toEqual([
      'MatchingStarted.v2 has no committed schema: write it',
      'MatchingStarted.v2 has no golden file',
    ]);
  });

  it('finds an old version without its golden file', async () => {
    await rm(golden('TripRequested.v2'));
    expect(await check()).toEqual(['TripRequested.v2 has no golden file']);
  });

  it('finds an upcaster that no longer makes today’s shape', async () => {
    const blunt = upcaster<object>(
      { type: 'FareFinalised', version: 2 },
      [{ type: 'FareFinalised', version: 3 }],
      (old) => [old],
    );
    const others = steps.filter(({ from }) => from.type !== 'FareFinalised' || from.version !== 2);
    const fault =
      "no longer lifts to today's shape: FareFinalised/lines: Expected required property";
    expect(await check(ours, [...others, blunt])).toEqual([
      `FareFinalised.v1 ${fault}`,
      `FareFinalised.v2 ${fault}`,
    ]);
  });

  it('finds an upcaster that breaks on what was written', async () => {
    const { data } = await goldenOf('TripRequested.v2');
    await writeFile(golden('TripRequested.v2'), JSON.stringify({ data: { ...data, stops: null } }));
    expect(await check()).toEqual([
      expect.stringMatching(/^TripRequested\.v2 no longer lifts to today's shape: Cannot read/),
    ]);
  });

  it('finds a value that today’s enumeration does not have', async () => {
    const { data } = await goldenOf('TripSettled.v1');
    await writeFile(
      golden('TripSettled.v1'),
      JSON.stringify({ data: { ...data, mode: 'barter' } }),
    );
    expect(await check()).toEqual([
      "TripSettled.v1 no longer lifts to today's shape: TripSettled/mode: Expected union value",
    ]);
  });

  it.each(['{', '[]', '{}', '{ "data": 1 }', '{ "data": null }'])(
    'finds a golden file that is none: %s',
    async (text) => {
      await writeFile(golden('TripEnded.v1'), text);
      expect(await check()).toEqual([
        'TripEnded.v1 has a golden file that is not { "data": { … } }',
      ]);
    },
  );

  it('finds a schema that is not JSON', async () => {
    await writeFile(schema('TripSettled.v1'), 'mode: barter');
    expect(await check()).toEqual(['TripSettled.v1 has a committed schema that is not JSON']);
  });

  it('finds files of shapes that nobody knows', async () => {
    await writeFile(golden('TripPainted.v1'), '{ "data": {} }');
    await writeFile(schema('TripRequested.v9'), '{}');
    expect(await check()).toEqual([
      'TripPainted.v1 has a golden file, but nobody knows this shape',
      'TripRequested.v9 has a schema file, but nobody knows this shape',
    ]);
  });

  it('finds everything missing where there is nothing', async () => {
    const nowhere = file('nowhere');
    const chain = new UpcasterChain(ours, steps);
    expect(await checkSchemas(chain, ours, nowhere)).toHaveLength(ours.length * 2 + steps.length);
  });
});

describe('writing new schemas', () => {
  it('writes every one that is missing, exactly as it is committed', async () => {
    await rm(file('schemas'), { recursive: true });
    expect(await writeNewSchemas(ours, copy)).toHaveLength(ours.length);
    for (const name of await readdir(file('schemas'))) {
      const committed = await readFile(join(CONTRACTS, 'schemas', name), 'utf8');
      expect(await readFile(file('schemas', name), 'utf8')).toBe(committed);
    }
    expect(await check()).toEqual([]);
  });

  it('writes nothing when there is nothing new', async () =>
    expect(await writeNewSchemas(ours, copy)).toEqual([]));

  it('never overwrites a schema, so that a changed shape stays a fault', async () => {
    const before = await readFile(schema('MatchingStarted.v1'), 'utf8');
    const changed = redeclared(declareEvent('MatchingStarted', 1, withReason));
    expect(await writeNewSchemas(changed, copy)).toEqual([]);
    expect(await readFile(schema('MatchingStarted.v1'), 'utf8')).toBe(before);
  });

  it('writes the schema of a new version beside the old one', async () => {
    const changed = redeclared(declareEvent('MatchingStarted', 2, withReason));
    expect(await writeNewSchemas(changed, copy)).toEqual(['MatchingStarted.v2']);
    expect(await readdir(file('schemas'))).toEqual(
      expect.arrayContaining(['MatchingStarted.v1.json', 'MatchingStarted.v2.json']),
    );
  });
});
