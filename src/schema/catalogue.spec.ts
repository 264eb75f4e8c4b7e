import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { evolved } from '#test/evolved';
import { declareEvent } from '../shared/events/event';
import { history } from '../shared/events/history';
import { UpcasterChain } from '../shared/events/upcast';
import { catalogueInWords, catalogueOf } from './catalogue';
import { usesIn } from './event-uses';

const nowhere = () => ({ raisedIn: [], readIn: [] });

describe('the catalogue of events', () => {
  it('knows every type, those that are no longer written among them', () => {
    const catalogue = catalogueOf(history, nowhere);
    const types = new Set(history.shapes().map(({ type }) => type));
    expect(catalogue.map(({ type }) => type)).toEqual([...types].sort());
    expect(catalogue.find(({ type }) => type === 'RiderPickedUp')).toMatchObject({
      version: null,
      before: [{ shape: 'RiderPickedUp.v1', becomes: ['DriverArrived.v1', 'TripStarted.v1'] }],
    });
    expect(catalogue.find(({ type }) => type === 'FareFinalised')).toMatchObject({
      ...{ version: 3, lowersTo: [2] },
      before: [{ shape: 'FareFinalised.v1' }, { shape: 'FareFinalised.v2' }],
    });
  });

  it('says what becomes of neighbours, and of what is dropped', () => {
    const words = catalogueInWords(catalogueOf(evolved, nowhere));
    expect(words).toContain('Priced (no longer written)\n  Priced.v1 becomes Ride.v2');
    expect(words).toContain('Asked.v2 + Priced.v1 + Agreed.v1 → Ride.v1');
    expect(words).toContain('Noise (no longer written)\n  Noise.v1 becomes nothing');
    expect(words).toContain('Ride v2\n  told: string');
  });

  it('names every field, however deep, and marks the personal ones', () => {
    const stop = Type.Object({ ref: Type.String(), note: Type.Optional(Type.Integer()) });
    const schema = Type.Object({
      rider: Type.String({ personal: 'riderId' }),
      stops: Type.Array(stop, { minItems: 2 }),
      fee: Type.Union([Type.Object({ minor: Type.Integer({ minimum: 0 }) }), Type.Null()]),
    });
    const chain = new UpcasterChain([declareEvent('Ride', 1, schema)], []);
    expect(catalogueInWords(catalogueOf(chain, nowhere)).split('\n')).toEqual([
      'Ride v1',
      '  rider: string (personal)',
      '  stops: array of object of at least 2',
      '  stops[].ref: string',
      '  stops[].note?: integer',
      '  fee: object | null',
      '  fee.minor: integer ≥ 0',
    ]);
  });
});

describe('where events are used', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'uses-'));
    const files = {
      'write/trip/start.js': "return [{ type: 'TripStarted', data }];",
      'write/trip/start.spec.js': "given({ type: 'TripArrived' })",
      'write/trip/evolve.js': "switch (event.type) { case 'TripStarted': return state; }",
      'write/trip/policy.js': 'const on = { TripStarted: (fact) => [], TripEnded(fact) {} };',
      'read/live/live.js': "if (event.type === 'TripEnded') return { type: 'TripStartedLate' };",
      'read/live/live.d.ts': "type Fact = { type: 'TripEnded' };",
      'replay/play.js': '',
    };
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('tells who raises one from who reads it', () => {
    const uses = usesIn(directory);
    expect(uses('TripStarted')).toEqual({
      raisedIn: ['src/write/trip/start.ts'],
      readIn: ['src/write/trip/evolve.ts', 'src/write/trip/policy.ts'],
    });
    expect(uses('TripEnded')).toEqual({
      raisedIn: [],
      readIn: ['src/write/trip/policy.ts', 'src/read/live/live.ts'],
    });
    expect(uses('TripArrived')).toEqual({ raisedIn: [], readIn: [] });
  });
});
