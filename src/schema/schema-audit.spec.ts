import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { metadata } from '#test/log';
import { declarations, upcasters } from '../shared/events/history';
import { shapeName, UpcasterChain, type Shape } from '../shared/events/upcast';
import { LogEntry, type StoredEvent } from '../shared/event-store/log-entry';
import { auditSchemas } from './schema-audit';

const chain = new UpcasterChain(declarations, upcasters);
const GOLDEN = join(__dirname, '../../test/contracts/stored-events');

async function data(shape: Shape): Promise<object> {
  const text = await readFile(join(GOLDEN, `${shapeName(shape)}.json`), 'utf8');
  return (JSON.parse(text) as { data: object }).data;
}

async function stored(shape: Shape, index: number, change: object = {}): Promise<StoredEvent> {
  return {
    ...{ type: shape.type, version: shape.version },
    data: { ...(await data(shape)), ...change },
    ...{ id: `event-${index}`, stream: 'trip-7f1c', metadata: metadata() },
    revision: BigInt(index),
    position: { commit: BigInt(index * 100), prepare: BigInt(index * 100) },
  };
}

const settled = { type: 'TripSettled', version: 1 };
const legacy = { type: 'TripRequested', version: 1 };

function log(...events: StoredEvent[]): AsyncIterable<readonly LogEntry[]> {
  const entries = events.map((event) => new LogEntry(event, chain));
  return Readable.from([entries.slice(0, 1), entries.slice(1)]) as never;
}

describe('auditing the log', () => {
  it('counts a log of every shape ever written and finds it sound', async () => {
    const all = await Promise.all(chain.shapes().map((shape, index) => stored(shape, index)));
    expect(await auditSchemas(log(...all), chain)).toEqual({
      events: chain.shapes().length,
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
      deadUpcasters: upcasters.map(({ from }) => shapeName(from)),
    }));

  it('counts an upcaster as alive that stands on the way of an older shape', async () => {
    const { deadUpcasters } = await auditSchemas(log(await stored(legacy, 0)), chain);
    expect(deadUpcasters).toEqual([
      'TripCancelled.v1',
      'RiderPickedUp.v1',
      'TripEnded.v1',
      'FareFinalised.v1',
      'FareFinalised.v2',
      ...['TripScheduled.v1', 'VehicleRegistered.v1', 'ShiftStarted.v1'],
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

  it('reports what other writers wrote, at which every reader stops', async () => {
    const strange = { ...(await stored(settled, 3)), metadata: {} as never };
    const { failures } = await auditSchemas(log(strange), chain);
    expect(failures).toEqual([
      expect.objectContaining({
        revision: '3',
        error: 'It carries none of the metadata of our events',
      }),
    ]);
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
