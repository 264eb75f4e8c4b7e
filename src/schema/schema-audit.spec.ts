import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { tripEvents } from '../shared/events/trip.events';
import { tripUpcasters } from '../shared/events/trip.upcasters';
import { shapeName, UpcasterChain, type Shape } from '../shared/events/upcast';
import { auditSchemas, type StoredEvent } from './schema-audit';

const chain = new UpcasterChain(tripEvents, tripUpcasters);
const GOLDEN = join(__dirname, '../../test/contracts/stored-events');

async function data(shape: Shape): Promise<object> {
  const text = await readFile(join(GOLDEN, `${shapeName(shape)}.json`), 'utf8');
  return (JSON.parse(text) as { data: object }).data;
}

async function stored(shape: Shape, index: number, change: object = {}): Promise<StoredEvent> {
  return {
    ...{ type: shape.type, version: shape.version },
    data: { ...(await data(shape)), ...change },
    stream: 'trip-7f1c',
    revision: BigInt(index),
    position: { commit: BigInt(index * 100), prepare: BigInt(index * 100) },
  };
}

const settled = { type: 'TripSettled', version: 1 };
const legacy = { type: 'TripRequested', version: 1 };

function log(...events: StoredEvent[]): AsyncIterable<StoredEvent> {
  return Readable.from(events) as AsyncIterable<StoredEvent>;
}

describe('auditing the log', () => {
  it('counts a log of every shape ever written and finds it sound', async () => {
    const all = await Promise.all(chain.shapes().map((shape, index) => stored(shape, index)));
    expect(await auditSchemas(log(...all), chain)).toEqual({
      events: 29,
      byShape: Object.fromEntries(chain.shapes().map((shape) => [shapeName(shape), 1])),
      failed: 0,
      failures: [],
      deadUpcasters: [],
    });
  });

  it('finds nothing in an empty log, and every upcaster dead', async () =>
    expect(await auditSchemas(log(), chain)).toEqual({
      events: 0,
      byShape: {},
      failed: 0,
      failures: [],
      deadUpcasters: tripUpcasters.map(({ from }) => shapeName(from)),
    }));

  it('counts an upcaster as alive that stands on the way of an older shape', async () => {
    const { deadUpcasters } = await auditSchemas(log(await stored(legacy, 0)), chain);
    expect(deadUpcasters).toEqual([
      'TripCancelled.v1',
      'RiderPickedUp.v1',
      'TripEnded.v1',
      'FareFinalised.v1',
      'FareFinalised.v2',
    ]);
  });

  it('names the place of an event that does not fit today’s shape', async () => {
    const events = log(await stored(settled, 0), await stored(settled, 7, { mode: 'barter' }));
    expect(await auditSchemas(events, chain)).toMatchObject({
      events: 2,
      byShape: { 'TripSettled.v1': 2 },
      failed: 1,
      failures: [
        {
          shape: 'TripSettled.v1',
          stream: 'trip-7f1c',
          revision: '7',
          position: '0000000000000000700/0000000000000000700',
          error: 'TripSettled/mode: Expected union value',
        },
      ],
    });
  });

  it('goes on after an event that breaks its upcaster', async () => {
    const broken = await stored(legacy, 0, { pickup: null });
    const { events, failures } = await auditSchemas(log(broken, await stored(settled, 1)), chain);
    expect(events).toBe(2);
    expect(failures).toEqual([expect.objectContaining({ shape: 'TripRequested.v1' })]);
  });

  it('reports a shape that nobody knows', async () => {
    const painted = { ...(await stored(settled, 0)), type: 'TripPainted' };
    const { failures, byShape } = await auditSchemas(log(painted), chain);
    expect(byShape).toEqual({ 'TripPainted.v1': 1 });
    expect(failures[0]?.error).toBe('No declaration and no upcaster knows TripPainted.v1');
  });

  it('holds the first hundred failures and counts them all', async () => {
    const barter = await stored(settled, 0, { mode: 'barter' });
    const many = Array.from({ length: 250 }, (_, index) => ({
      ...barter,
      revision: BigInt(index),
    }));
    const { failed, failures } = await auditSchemas(log(...many), chain);
    expect(failed).toBe(250);
    expect(failures.map(({ revision }) => Number(revision))).toEqual(
      Array.from({ length: 100 }, (_, index) => index),
    );
  });

  it('can be printed as JSON', async () => {
    const painted = { ...(await stored(settled, 0)), type: 'TripPainted' };
    const audit = await auditSchemas(log(painted), chain);
    expect(JSON.parse(JSON.stringify(audit))).toEqual(audit);
  });

  it('changes no event', async () => {
    const event = await stored(legacy, 0);
    const before = JSON.stringify(event.data);
    await auditSchemas(log(event), chain);
    expect(JSON.stringify(event.data)).toBe(before);
  });
});
