import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Type, type TSchema } from '@sinclair/typebox';
import { declareEvent } from '../shared/events/event';
import { downcaster, upcaster, UpcasterChain } from '../shared/events/upcast';
import { compareVersions, lastSteps, ShapeNotKept, sinceThen } from './compatibility';
import { NoSuchRevision, schemasAt } from './contracts-at';

const v = (version: number) => ({ type: 'Ride', version });
const text = Type.String();
const first = Type.Object({ from: text });
const up = upcaster<object>(v(1), [v(2)], (old) => [{ ...old, to: 'unknown' }]);
const down = downcaster<object>(v(2), (data) => data);
const chainOf = (schema: TSchema, downcasters = [down]) =>
  new UpcasterChain([declareEvent('Ride', 2, schema)], [up], { downcasters });
const files = (schema?: unknown, data?: unknown) => ({
  schemas: new Map(schema === undefined ? [] : [['Ride.v1', JSON.stringify(schema)]]),
  golden: new Map(data === undefined ? [] : [['Ride.v1', JSON.stringify({ data })]]),
});

describe('two versions of an event', () => {
  const both = Type.Object({ from: text, to: text });
  const optional = Type.Object({ from: text, to: Type.Optional(text) });
  const other = Type.Object({ to: text });
  it.each([
    {
      compatible: 'full',
      backward: 'by itself',
      forward: 'by itself',
      after: optional,
      downcasters: [],
    },
    {
      compatible: 'full',
      backward: 'by its upcaster',
      forward: 'by itself',
      after: both,
      downcasters: [],
    },
    {
      compatible: 'backward',
      backward: 'by its upcaster',
      forward: 'no',
      after: other,
      downcasters: [],
    },
    {
      ...{ compatible: 'full', backward: 'by its upcaster', forward: 'by its downcaster' },
      ...{ after: other, downcasters: [down] },
    },
  ])('are $compatible: backward $backward, forward $forward', (said) => {
    const { after, downcasters, ...expected } = said;
    const verdict = compareVersions(chainOf(after, downcasters), files(first), v(1), v(2));
    expect(verdict).toMatchObject({ ...expected, inferred: false });
  });

  it('are told by the golden event where no schema was kept', () => {
    const after = Type.Object({ from: Type.String({ minLength: 1 }), to: Type.Integer() });
    const [verdict] = lastSteps(chainOf(after, []), files(undefined, { from: 'a' }));
    expect(verdict).toMatchObject({ inferred: true, from: 'Ride.v1', to: 'Ride.v2' });
    expect(verdict?.changes.map(({ field }) => field)).toEqual(['to']);
  });

  it('cannot be told when nothing was kept', () =>
    expect(() => compareVersions(chainOf(first), files(), v(1), v(2))).toThrow(ShapeNotKept));
});

describe('the schemas since a revision', () => {
  let root: string;
  const git = (...args: string[]) =>
    promisify(execFile)('git', [
      ...['-C', root, '-c', 'user.name=ada', '-c', 'user.email=ada@example.org', ...args],
    ]);
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'contracts-at-'));
    await git('init', '-q');
    await mkdir(join(root, 'test/contracts/schemas'), { recursive: true });
    await writeFile(join(root, 'test/contracts/schemas/Ride.v1.json'), JSON.stringify(first));
    await git('add', '.');
    await git('commit', '-qm', 'ride: be');
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are compared with today’s', async () => {
    const then = await schemasAt(root, 'HEAD');
    const later = chainOf(Type.Object({ from: text, to: text }), []);
    expect(sinceThen(later, then)).toMatchObject([{ from: 'Ride.v1', to: 'Ride.v2' }]);
    const same = new UpcasterChain([declareEvent('Ride', 1, first)], []);
    expect(sinceThen(same, then)).toEqual([]);
    const crept = new UpcasterChain([declareEvent('Ride', 1, Type.Object({ to: text }))], []);
    expect(sinceThen(crept, then)).toMatchObject([
      { to: 'Ride.v1', backward: 'no', forward: 'no' },
    ]);
  });

  it.each(['nowhere', '--help', ''])('are not there at %p', (revision) =>
    expect(schemasAt(root, revision)).rejects.toThrow(NoSuchRevision),
  );
});
