import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { commandLineOn } from '#test/command-line';
import { engineOn } from '#test/engine';
import { begin, fresh } from '#test/log';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { collectionName } from '../../src/read/engine/read-models';
import { RebuildAborted, RebuildPaused } from '../../src/read/engine/rebuild/rebuild.errors';
import type { RebuildOptions } from '../../src/read/engine/rebuild/rebuild';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { EventStore } from '../../src/shared/event-store/event-store';
import type { TripEvent } from '../../src/shared/events/trip.events';

const NAMES = projections.map(({ name }) => name);
const LIVE = tripLive.name;
const build = (number: number) => collectionName(tripLive, number);

let stores: Stores;
let engine: ReturnType<typeof engineOn>;
let hailstream: ReturnType<typeof commandLineOn>;
let directory: string;

beforeEach(async () => {
  Logger.overrideLogger(false);
  [stores, directory] = await Promise.all([
    startStores(),
    mkdtemp(join(tmpdir(), 'hailstream-spec-')),
  ]);
  engine = engineOn(stores.store, stores.db);
  hailstream = commandLineOn(stores);
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
  await rm(directory, { recursive: true });
});

function append(index: number, events: readonly TripEvent[] = [the.requested(), the.matching()]) {
  const own = events.map(
    ({ type, data }) => ({ type, data: { ...data, tripId: `trip-${index}` } }) as TripEvent,
  );
  return begin(stores.store, `trip-trip-${index}`, own);
}

const rebuild = (options: RebuildOptions = {}) =>
  engine.rebuild.run([tripLive], options, () => undefined);

/** Leaves a build that was begun and not finished. */
const begun = () => expect(rebuild({ signal: AbortSignal.abort() })).rejects.toThrow(RebuildPaused);

async function entry() {
  const found = await engine.readModels.find(LIVE);
  if (!found) throw new Error(`${LIVE} has no entry`);
  return found;
}

/** Takes another process for the holder of a lease. */
async function heldByAnother(lease: string) {
  const held = await engine.leases.tryAcquire(lease);
  if (!held) throw new Error(`${lease} is held already`);
  return held;
}

async function corrupt(change: object = { status: 'Lost' }) {
  const { collection } = (await entry()).live;
  await stores.db
    .collection<{ _id: string }>(collection)
    .updateOne({ _id: 'trip-1' }, { $set: change });
}

async function fileOf(content: string): Promise<string> {
  const file = join(directory, 'allowed.json');
  await writeFile(file, content);
  return file;
}

describe('projection', () => {
  it('list names every read model, without a store', async () => {
    const { projections: listed } = await hailstream.answer('projection', 'list');
    expect(listed).toEqual(projections.map(({ name, version }) => ({ name, version })));
    expect((await hailstream.run('projection', 'list')).out).toContain('market_hour v');
  });

  it('status tells what is live, who keeps it, and how far behind it is', async () => {
    expect((await hailstream.run('projection', 'status', LIVE)).out).toContain('not built yet');
    await append(1);
    await rebuild();
    await append(2);
    const writer = await heldByAnother(`projection/${LIVE}`);
    const { code, projections: told } = await hailstream.answer('projection', 'status', LIVE);
    expect({ code, told }).toMatchObject({
      code: 0,
      told: [
        {
          ...{ name: LIVE, version: tripLive.version, code: 'same', sameLog: true, building: null },
          ...{ live: { collection: build(2), events: 2 }, previous: { collection: build(1) } },
          ...{ lag: { events: 2, more: false }, deadLetters: 0, stopped: null },
          writer: { token: writer.token },
        },
      ],
    });
    const { out } = await hailstream.run('projection', 'status', LIVE);
    expect(out).toContain('2 events behind');
    expect(out).toContain(`token ${writer.token}`);
    await writer.release();
  });

  it('status tells of other code, of a restored log, of a paused build and of a stop', async () => {
    await append(1);
    await begun();
    const $set = {
      ...{ 'live.fingerprint': 'other', 'live.eventId': 'another', 'live.position': '0/0' },
      stopped: { code: 'log-was-restored', reason: 'It was', since: new Date() },
    };
    await engine.readModels.entries.updateOne({ _id: LIVE }, { $set });
    const { out } = await hailstream.run('projection', 'status', LIVE);
    for (const words of ['built by other code', 'of another log', 'folding, nobody works on it']) {
      expect(out).toContain(words);
    }
    expect(out).toContain('stopped   log-was-restored: It was');
    expect((await hailstream.run('projection', 'status')).out).toContain('market_hour v1: not');
  });

  it('rebuild builds all in one pass and switches', async () => {
    await append(1);
    const { code, rebuilt } = await hailstream.answer('projection', 'rebuild', '--all');
    expect(code).toBe(0);
    expect(rebuilt).toHaveLength(NAMES.length);
    for (const [index, name] of NAMES.entries()) {
      expect((rebuilt as object[])[index]).toMatchObject({ readModel: name, events: 2 });
      expect((await engine.readModels.find(name))?.live.collection).toMatch(/_b2$/);
    }
    const { out } = await hailstream.run('projection', 'rebuild', LIVE);
    expect(out).toMatch(/^rider_trip_live: 2 events into 1 documents in .* live as .*_b3\n$/);
  });

  it('rebuild shows every phase to whoever watches', async () => {
    await append(1);
    const words = ['projection', 'rebuild', LIVE, '--watch'];
    const { out, err } = await hailstream.run(...words, '--json');
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    const phases = lines.flatMap((line) =>
      'progress' in line ? [(line.progress as { phase: string }).phase] : [],
    );
    expect(new Set(phases)).toEqual(
      new Set(['folding', 'writing', 'comparing', 'indexing', 'catching up', 'switched']),
    );
    expect(lines.at(-1)).toMatchObject({ rebuilt: [{ switched: true }] });
    expect(lines.at(-2)).toMatchObject({
      progress: { readModel: LIVE, events: 2, of: 2, left: 0, eta: 0, parked: 0 },
    });
    expect(err).toBe('');
    expect((await hailstream.run(...words)).err).toContain(`${LIVE}: switched, 2 of 2 events, `);
  });

  it('--dry-run says what would be done and does nothing', async () => {
    await append(1);
    await rebuild();
    await begun();
    const before = [await entry(), await engine.history.of(undefined, 100)];
    const planOf = async (...words: string[]) => {
      const { code, plan } = await hailstream.answer('projection', ...words, '--dry-run');
      return { code, ...(plan as object[])[0] };
    };
    const would = { code: 0, readModel: LIVE, documents: 1 };
    const [live, previous, building] = [build(2), build(1), build(3)];
    expect(await planOf('rebuild', LIVE)).toEqual({
      ...{ ...would, would: 'rebuild', events: 2, makes: [build(4)], drops: [building, previous] },
    });
    const resumed = { ...would, would: 'resume', makes: [], drops: [previous] };
    expect(await planOf('resume', LIVE)).toMatchObject(resumed);
    expect(await planOf('rollback', LIVE)).toMatchObject({ would: 'rollback', drops: [] });
    const nothing = { ...would, events: 0, makes: [] };
    expect(await planOf('pause', LIVE)).toEqual({ ...nothing, would: 'pause', drops: [] });
    expect(await planOf('abort', LIVE)).toEqual({ ...nothing, would: 'abort', drops: [building] });
    expect(await planOf('drop-old', LIVE)).toEqual({
      ...{ ...nothing, would: 'drop-old', drops: [previous] },
    });
    expect(await planOf('rebuild', LIVE, '--key', 'trip-1')).toEqual({
      ...{ ...nothing, would: 'repair', events: 2, drops: [] },
    });
    expect(await planOf('rebuild', LIVE, '--as-of', '12/7')).toMatchObject({
      ...{ would: 'build as of', makes: [`${LIVE}_v${tripLive.version}_asof_12_7`], drops: [] },
    });
    expect([await entry(), await engine.history.of(undefined, 100)]).toEqual(before);
    const { out } = await hailstream.run('projection', 'abort', LIVE, '--dry-run');
    expect(out).toContain(`  drops ${building}`);
    expect(live).toBe((await entry()).live.collection);
  });

  it.each(['pause', 'abort', 'resume', 'switch', 'rollback', 'drop-old'])(
    '%s has nothing to do: exit code 6, dry or not',
    async (what) => {
      for (const words of [[], ['--dry-run']]) {
        const { code, err } = await hailstream.run('projection', what, LIVE, ...words);
        expect({ what, code }).toEqual({ what, code: 6 });
        expect(err).toMatch(/^rider_trip_live (has|keeps) no/);
      }
    },
  );

  it.each(['rebuild', 'resume', 'switch', 'rollback', 'drop-old'])(
    '%s is refused while somebody else rebuilds: exit code 3',
    async (what) => {
      await append(1);
      await rebuild();
      await rebuild({ switch: false });
      const lease = await heldByAnother(`rebuild/${LIVE}`);
      const beating = setInterval(() => void lease.renew(), 200);
      const { code, error } = await hailstream.answer('projection', what, LIVE);
      clearInterval(beating);
      expect({ code, error }).toMatchObject({ code: 3, error: { code: 'busy' } });
      await lease.release();
    },
  );

  it.each([
    ['pause', 'paused', RebuildPaused],
    ['abort', 'aborted', RebuildAborted],
  ] as const)('%s stops who builds', async (what, done, error) => {
    for (let index = 0; index < 3; index++) await append(index);
    const running = engineOn(waitingForAWord(), stores.db).rebuild.run(
      ...([[tripLive], {}, () => undefined] as const),
    );
    const stopped = expect(running).rejects.toThrow(error);
    await until(
      () => engine.readModels.find(LIVE),
      (model) => model?.building != null,
    );
    expect(await hailstream.answer('projection', what, LIVE)).toEqual({
      ...{ code: 0, readModel: LIVE, done, collection: build(2) },
    });
    await stopped;
    expect((await entry()).building === null).toBe(what === 'abort');
  });

  /** Reads no further than the first batch before an operator has said something. */
  function waitingForAWord(): EventStore {
    const { store } = stores;
    const waiting = Object.create(store) as typeof store;
    waiting.readAll = async function* (from, what) {
      for await (const batch of store.readAll(from, what)) {
        yield batch;
        if (what?.atMost !== undefined) continue;
        await until(entry, ({ building }) => building?.asked !== null);
      }
    };
    return waiting;
  }

  it('resume goes on with what was paused, all of it with --all', async () => {
    await append(1);
    await begun();
    await append(2);
    expect((await hailstream.run('projection', 'resume', NAMES[1] ?? '')).code).toBe(6);
    const { code, rebuilt } = await hailstream.answer('projection', 'resume', '--all');
    expect(code).toBe(0);
    expect(rebuilt).toMatchObject([{ readModel: LIVE, events: 4, collection: build(2) }]);
    expect((await hailstream.run('projection', 'resume', '--all')).code).toBe(6);
  });

  it('switch lets a finished build answer, and no other', async () => {
    await append(1);
    await begun();
    const { code, err } = await hailstream.run('projection', 'switch', LIVE);
    expect({ code, err }).toMatchObject({
      code: 6,
      err: expect.stringContaining('not finished') as string,
    });
    await hailstream.run('projection', 'rebuild', LIVE, '--no-switch');
    expect((await entry()).live.collection).toBe(build(1));
    const { rebuilt } = await hailstream.answer('projection', 'switch', LIVE);
    expect(rebuilt).toMatchObject([{ collection: build(3), switched: true }]);
  });

  it('rollback and drop-old go back, and make that impossible', async () => {
    await append(1);
    await rebuild();
    const run = async (what: string) => {
      const { code, done, collection } = await hailstream.answer('projection', what, LIVE);
      return [code, done, collection];
    };
    expect(await run('rollback')).toEqual([0, 'caught up and live again as', build(1)]);
    expect(await run('drop-old')).toEqual([0, 'dropped', build(2)]);
    expect((await hailstream.run('projection', 'rollback', LIVE)).code).toBe(6);
  });

  it('history tells it all, the latest first', async () => {
    expect((await hailstream.run('projection', 'history')).out).toBe('Nothing was done yet\n');
    await append(1);
    await rebuild();
    await hailstream.run('projection', 'verify', LIVE);
    await hailstream.run('projection', 'drop-old', LIVE);
    const { history } = await hailstream.answer('projection', 'history', LIVE);
    expect((history as { what: string }[]).map(({ what }) => what)).toEqual([
      ...['dropped', 'verified', 'switched', 'begun'],
    ]);
    const { out } = await hailstream.run('projection', 'history', '--limit', '1');
    const dropped = JSON.stringify({ collection: build(1) });
    expect(out).toMatch(new RegExp(`^\\S+Z rider_trip_live dropped ${dropped}\n$`));
  });
});

describe('one corrupted document', () => {
  beforeEach(async () => {
    for (let index = 0; index < 4; index++) await append(index);
    await rebuild();
    await corrupt();
  });

  it('is found by verify: exit code 5, field by field', async () => {
    for (const how of [['--sample', '4', '--seed', '7'], ['--full']]) {
      const { code, verified } = await hailstream.answer('projection', 'verify', LIVE, ...how);
      expect({ code, verified }).toMatchObject({
        code: 5,
        verified: [{ readModel: LIVE, documents: 4, differing: 1, refused: 1 }],
      });
    }
    const { code, out } = await hailstream.run('projection', 'verify', '--all', '--full');
    expect(code).toBe(5);
    expect(out).toContain('  trip-1: status is "Lost", should be "');
    expect(out).toContain('market_hour: ');
  });

  it('blocks a switch unless the difference is allowed', async () => {
    const { code, error } = await hailstream.answer('projection', 'rebuild', LIVE);
    expect({ code, error }).toMatchObject({
      code: 5,
      error: { code: 'differs', parity: { differing: 1, refused: 1 } },
    });
    expect(await entry()).toMatchObject({
      ...{ live: { collection: build(2) }, building: { phase: 'blocked', collection: build(3) } },
    });
    const other = await fileOf('[{ "path": "status", "key": "trip-2" }]');
    const switching = ['projection', 'switch', LIVE, '--allow-diff'];
    expect((await hailstream.run(...switching, other)).code).toBe(5);
    const meant = await fileOf('[{ "path": "status", "key": "trip-1", "kind": "changed" }]');
    expect((await hailstream.run('projection', 'verify', LIVE, '--allow-diff', meant)).code).toBe(
      0,
    );
    const { rebuilt } = await hailstream.answer(...switching, meant);
    expect(rebuilt).toMatchObject([{ switched: true, parity: { differing: 1, refused: 0 } }]);
    expect((await hailstream.run('projection', 'verify', LIVE, '--full')).code).toBe(0);
  });

  it('is put right in place, by its key or by what touched it', async () => {
    const { code, repaired } = await hailstream.answer(
      ...['projection', 'rebuild', LIVE, '--key', 'trip-1'],
    );
    expect({ code, repaired }).toMatchObject({ code: 0, repaired: { documents: 1, changed: 1 } });
    await corrupt({ extra: 1 });
    const { out } = await hailstream.run('projection', 'rebuild', LIVE, '--from', '0/0');
    expect(out).toContain(`${LIVE}: 4 documents folded again, 1 put right in ${build(2)}`);
    expect(out).toContain('trip-1: extra is 1, should not be there');
    expect((await hailstream.run('projection', 'verify', LIVE, '--full')).code).toBe(0);
    expect((await entry()).live.collection).toBe(build(2));
  });

  it('of other code’s build can be judged by that code alone: exit code 6', async () => {
    const $set = { 'live.fingerprint': 'other' };
    await engine.readModels.entries.updateOne({ _id: LIVE }, { $set });
    expect((await hailstream.run('projection', 'verify', LIVE)).code).toBe(6);
    expect((await hailstream.run('projection', 'rebuild', LIVE, '--key', 'trip-1')).code).toBe(6);
  });
});

describe('a read model of the past', () => {
  it('is built, listed and dropped', async () => {
    await append(1);
    const time = '2014-04-01T04:11:00.000Z';
    const past = `${LIVE}_v${tripLive.version}_asof_20140401T041100000Z`;
    const { code, built } = await hailstream.answer(
      ...['projection', 'rebuild', LIVE, '--as-of', time],
    );
    expect({ code, built }).toMatchObject({
      code: 0,
      built: { _id: past, readModel: LIVE, asOf: { time }, documents: 1, parked: 0 },
    });
    const listed = await hailstream.answer('projection', 'list-as-of', LIVE);
    expect(listed).toMatchObject({ code: 0, past: [{ _id: past }] });
    expect((await hailstream.run('projection', 'list-as-of')).out).toBe(
      `${LIVE} as of ${time}: ${past}, 2 events, 1 documents\n`,
    );
    const lease = await heldByAnother(`as-of/${past}`);
    expect((await hailstream.run('projection', 'drop-as-of', past)).code).toBe(3);
    await lease.release();
    const dropped = await hailstream.run('projection', 'drop-as-of', past);
    expect(dropped).toMatchObject({ code: 0, out: `${LIVE}: dropped ${past}\n` });
    expect((await hailstream.run('projection', 'drop-as-of', past)).code).toBe(6);
    expect((await hailstream.run('projection', 'list-as-of')).out).toBe('There is none\n');
    const there = await stores.db.listCollections({ name: past }).toArray();
    expect(there).toEqual([]);
  });
});

describe('a store that is away', () => {
  it('is told in one line: exit code 7', async () => {
    const [eventStoreUrl, mongoUrl] = ['esdb://127.0.0.1:1?tls=false', 'mongodb://127.0.0.1:1/x'];
    await append(1);
    const noLog = commandLineOn({ ...stores, eventStoreUrl });
    expect((await noLog.run('projection', 'rebuild', LIVE)).code).toBe(7);
    const { code, err } = await commandLineOn({ ...stores, mongoUrl }).run('projection', 'status');
    expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 7, lines: 1 });
    expect(err).toContain('MongoDB cannot be reached');
  });
});

it('leaves what it cannot fold to dead letters, and says how many', async () => {
  await append(1);
  await stores.store.append('trip-x', 'no stream', [fresh({ type: 'Unknown', data: {} })]);
  const { out } = await hailstream.run('projection', 'rebuild', LIVE);
  expect(out).toContain('1 parked');
  expect((await hailstream.run('projection', 'status', LIVE)).out).toContain('waiting   1 events');
});
