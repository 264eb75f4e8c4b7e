import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { everyEntry } from '#test/log';
import { EventStoreDBEventStore } from '../shared/event-store/eventstoredb.event-store';
import { history } from '../shared/events/history';
import { projectRoot } from '../shared/project-root';
import { startEventStoreDB, type EventStoreDB } from 'embedded-eventstoredb';
import type { RefusedLine } from './history-chapters';
import { importHistory } from './import-history';

const everyLine = readFileSync(join(projectRoot, 'data', 'historical-trips.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

interface Line {
  stream: string;
  id: string;
  type: string;
  version: number;
  data: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

const parsed = (line = '') => JSON.parse(line) as Line;
const streams = [...new Set(everyLine.map((line) => parsed(line).stream))];
const trip = (n: number) => everyLine.filter((line) => parsed(line).stream === streams[n]);
const changed = (line: string | undefined, change: (event: Line) => void) => {
  const event = parsed(line);
  change(event);
  return JSON.stringify(event);
};

async function* from(lines: readonly string[]): AsyncGenerator<string> {
  await Promise.resolve();
  yield* lines;
}

describe('importing history', () => {
  let node: EventStoreDB;
  let store: EventStoreDBEventStore;
  let refused: RefusedLine[];

  const importing = (lines: readonly string[]) =>
    importHistory(store, from(lines), (line) => refused.push(line));

  beforeEach(async () => {
    refused = [];
    node = await startEventStoreDB({ port: 0 });
    store = new EventStoreDBEventStore(node.connectionString, history);
  });

  afterEach(async () => {
    await store.onApplicationShutdown();
    await node.close();
  });

  it('appends the sample in its old shapes, once, and today’s code reads every event', async () => {
    const all = { lines: everyLine.length, streams: 500, refusedLines: 0, heldBack: 0 };
    const first = await importing(everyLine);
    expect(first).toEqual({ ...all, appended: everyLine.length, alreadyThere: 0 });
    const second = await importing(everyLine);
    expect(second).toEqual({ ...all, appended: 0, alreadyThere: everyLine.length });

    const stored = new Map<string, string>();
    for await (const batch of store.readAll()) {
      for (const entry of batch) {
        expect(entry.events.length).toBeGreaterThan(0);
        stored.set(entry.stored.id, `${entry.stored.type}.v${entry.stored.version}`);
      }
    }
    const wanted = everyLine
      .map(parsed)
      .map(({ id, type, version }) => [id, `${type}.v${version}`]);
    expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(wanted));
    expect(refused).toEqual([]);
  });

  it('keeps each stream in the order of its lines', async () => {
    await importing(everyLine.slice(0, 200));
    const entries = await everyEntry(store.readStreamInBatches(streams[3] ?? ''));
    expect(entries.map(({ stored }) => stored.id)).toEqual(trip(3).map((line) => parsed(line).id));
  });

  it('goes on where an earlier import of a shorter file ended', async () => {
    await importing(trip(0).slice(0, 2));
    const { appended, alreadyThere } = await importing(trip(0));
    expect({ appended, alreadyThere }).toEqual({ appended: trip(0).length - 2, alreadyThere: 2 });
  });

  it('appends a stream whose lines are not together in their order', async () => {
    const [first = '', ...rest] = trip(0);
    const { appended } = await importing([first, ...trip(1), ...rest]);
    expect(appended).toBe(trip(0).length + trip(1).length);
    expect(refused).toEqual([]);
  });

  it.each([
    ['no JSON', () => '{"id":', /not JSON/],
    ['an unknown shape', (l: string) => changed(l, (e) => (e.version = 9)), /No declaration/],
    ['an unknown type', (l: string) => changed(l, (e) => (e.type = 'TripSold')), /No declaration/],
    ['data of another shape', (l: string) => changed(l, (e) => (e.data = {})), /lift/],
    [
      'a wrong value deep inside',
      (l: string) => changed(l, (e) => (e.data.market = { cityId: 'nyc' })),
      /market/,
    ],
    [
      'another trip’s data',
      (l: string) => changed(l, (e) => (e.data.tripId = 'x')),
      /not the stream/,
    ],
    ['no UUID', (l: string) => changed(l, (e) => (e.id = 'x')), /\/id/],
    ['no actor', (l: string) => changed(l, (e) => delete e.metadata.actor), /actor/],
    ['a system stream', (l: string) => changed(l, (e) => (e.stream = '$settings')), /\/stream/],
  ])(
    'refuses a line with %s by its number, and holds its stream back',
    async (_, spoil, reason) => {
      const [first = '', second = '', ...rest] = trip(1);
      const lines = [...trip(0), first, spoil(second), ...rest, ...trip(2)];
      const summary = await importing(lines);
      expect(summary).toMatchObject({
        lines: lines.length,
        appended: trip(0).length + trip(2).length,
        refusedLines: 1,
      });
      expect(refused).toEqual([
        { line: trip(0).length + 2, reason: expect.stringMatching(reason) as string },
      ]);
    },
  );

  it('refuses what is personal of nobody by its line, and goes on with the other streams', async () => {
    const [first = '', ...rest] = trip(1);
    const nobodys = changed(first, ({ metadata }) => (metadata.subjectIds = []));
    const summary = await importing([...trip(0), nobodys, ...rest, ...trip(2)]);
    expect(summary).toMatchObject({
      ...{ appended: trip(0).length + trip(2).length, refusedLines: 1, heldBack: rest.length },
    });
    expect(refused).toEqual([
      {
        line: trip(0).length + 1,
        reason: 'holds personal data, but its subjectIds do not name whose',
      },
    ]);
    expect((await store.readStream(streams[1] ?? '')).last).toBeUndefined();
  });

  it('holds back what follows later in the file of a stream with a refused line', async () => {
    const [first = '', ...rest] = trip(0);
    const spoilt = changed(first, (event) => (event.version = 9));
    const summary = await importing([spoilt, ...trip(1), ...rest]);
    expect(summary).toMatchObject({ appended: trip(1).length, heldBack: rest.length });
    expect((await store.readStream(streams[0] ?? '')).last).toBeUndefined();
  });

  it('refuses the same id twice', async () => {
    const [first = ''] = trip(0);
    await importing([first, first]);
    expect(refused).toEqual([{ line: 2, reason: 'has its id twice' }]);
  });

  it('never writes the past of a stream that already has another', async () => {
    await importing(trip(0));
    const others = trip(0).map((line, index) =>
      changed(line, (event) => (event.id = `00000000-0000-5000-8000-00000000000${index}`)),
    );
    const summary = await importing(others);
    expect(summary).toMatchObject({ appended: 0, refusedLines: others.length });
    expect(refused.map(({ reason }) => reason)).toContain('the stream holds other events already');
  });
});
