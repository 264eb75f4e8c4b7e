import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childOn, type Child } from '#test/child';
import { documentsIn, engineOn } from '#test/engine';
import { holdingAt, type Holding } from '#test/holding';
import { begin, eventsIn, everyEntry } from '#test/log';
import { built } from '#test/projection-spec';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { collectionName, READ_MODELS, type ReadModel } from '../../src/read/engine/read-models';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { TripEvent } from '../../src/shared/events/trip.events';
import { LocalKeys } from '../../src/shared/identity/local-keys';

const LIVE = tripLive.name;
const build = (number: number) => collectionName(tripLive, number);

let stores: Stores;
let directory: string;
let holding: Holding | undefined;
let children: Child[];

beforeEach(async () => {
  children = [];
  directory = await mkdtemp(join(tmpdir(), 'hailstream-spec-'));
  stores = await startStores();
  for (let index = 0; index < 3; index++) await append(index);
});
afterEach(async () => {
  for (const { process, ended } of children) {
    process.kill('SIGKILL');
    await ended;
  }
  await holding?.close();
  holding = undefined;
  await stores.close();
  await rm(directory, { recursive: true });
});

function append(index: number) {
  const events = [the.requested(), the.matching()].map(
    ({ type, data }) => ({ type, data: { ...data, tripId: `trip-${index}` } }) as TripEvent,
  );
  return begin(stores.store, `trip-trip-${index}`, events);
}

function started(mongoUrl: string, ...words: readonly string[]): Child {
  const { eventStoreUrl } = stores;
  const child = childOn({ eventStoreUrl, mongoUrl }, 'cli.js', ['projection', ...words]);
  children.push(child);
  return child;
}

const hailstream = (...words: readonly string[]) => started(stores.mongoUrl, ...words).ended;

/** A rebuild that has come to a command to the database, and waits there. */
async function rebuildingAt(command: string): Promise<{ child: Child; held: Holding }> {
  const held = await holdingAt(stores.mongoUrl, command);
  holding = held;
  const child = started(held.url, 'rebuild', LIVE);
  await held.reached;
  return { child, held };
}

async function entry(): Promise<ReadModel> {
  const found = await stores.db.collection<ReadModel>(READ_MODELS).findOne({ _id: LIVE });
  if (!found) throw new Error(`${LIVE} has no entry`);
  return found;
}

async function expectWhole() {
  const events = eventsIn(await everyEntry(stores.store.readAll()));
  const { collection } = (await entry()).live;
  expect(await documentsIn(stores.db, collection)).toEqual(built(tripLive, events));
}

describe('a process that rebuilds', () => {
  beforeEach(async () => {
    expect(await hailstream('rebuild', LIVE)).toMatchObject({ code: 0 });
  });

  it('pauses at Ctrl-C, to be resumed: exit code 130', async () => {
    const { child, held } = await rebuildingAt('create');
    child.process.kill('SIGINT');
    held.release();
    const { code, out, err } = await child.ended;
    expect({ code, out, err }).toEqual({
      ...{ code: 130, out: '' },
      err: `${LIVE} is paused: hailstream projection resume ${LIVE}\n`,
    });
    expect((await entry()).building).toMatchObject({ collection: build(3), phase: 'folding' });
    expect(await hailstream('resume', LIVE)).toMatchObject({ code: 0 });
    expect((await entry()).live).toMatchObject({ collection: build(3), events: 6 });
  });

  it('that was killed is taken over by the next, and no second one comes between', async () => {
    const { child } = await rebuildingAt('createIndexes');
    expect((await hailstream('rebuild', LIVE)).code).toBe(3);
    child.process.kill('SIGKILL');
    expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
    expect((await entry()).building).toMatchObject({ collection: build(3), events: 6 });
    const { code } = await until(
      () => hailstream('resume', LIVE),
      (ended) => ended.code !== 3,
    );
    expect(code).toBe(0);
    const model = await entry();
    expect(model).toMatchObject({ live: { collection: build(3), events: 6 }, building: null });
    await expectWhole();
  });

  it('that was taken for dead writes nothing when it wakes up: exit code 3', async () => {
    const { child, held } = await rebuildingAt('createIndexes');
    child.process.kill('SIGSTOP');
    await until(
      () => hailstream('resume', LIVE),
      (ended) => ended.code === 0,
    );
    const model = await entry();
    held.release();
    child.process.kill('SIGCONT');
    const { code, err } = await child.ended;
    expect({ code, lines: err.trim().split('\n').length }).toEqual({ code: 3, lines: 1 });
    expect(await entry()).toEqual(model);
    await expectWhole();
  });
});

/** By this very code, which is not what was compiled: other code, to the processes that are started here. */
function builtHere() {
  const engine = engineOn(stores.store, stores.db);
  return engine.rebuild.run([tripLive], {}, () => undefined).then(() => engine);
}

describe('a process that verifies', () => {
  it('ends at the first Ctrl-C: exit code 130', async () => {
    expect(await hailstream('rebuild', LIVE)).toMatchObject({ code: 0 });
    const held = await holdingAt(stores.mongoUrl, 'count');
    holding = held;
    const child = started(held.url, 'verify', LIVE);
    await held.reached;
    child.process.kill('SIGINT');
    held.release();
    const { code, out, err } = await child.ended;
    const interrupted = 'Interrupted: nothing was switched or dropped\n';
    expect({ code, out, err }).toEqual({ code: 130, out: '', err: interrupted });
  });
});

describe('a process that watches', () => {
  it('tells what changes until Ctrl-C: exit code 0', async () => {
    const engine = await builtHere();
    const { process, ended } = started(stores.mongoUrl, 'status', LIVE, '--watch', '--json');
    const told: string[] = [];
    process.stdout?.on('data', (text: string) => told.push(text));
    await until(
      () => told.join(''),
      (text) => text.includes(build(2)),
    );
    await engine.rollback.run(tripLive);
    await until(
      () => told.join(''),
      (text) => text.includes(`"live":{"collection":"${build(1)}"`),
    );
    process.kill('SIGINT');
    const { code, out, err } = await ended;
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const line of out.trim().split('\n')) JSON.parse(line);
  });
});

describe('a server that refuses what other code has built', () => {
  it('says so in one line and does not start: exit code 1', async () => {
    await builtHere();
    const keys = await LocalKeys.in(directory);
    const server = childOn(stores, 'main.js', [], {
      ...{ CHANGED_PROJECTIONS: 'refuse', PORT: '0', JWKS_URL: keys.jwksUrl },
    });
    children.push(server);
    const { code, out, err } = await server.ended;
    expect({ code, out, err }).toEqual({
      ...{ code: 1, out: '' },
      err: `Built by other code: ${LIVE}. Rebuild: hailstream projection rebuild ${LIVE}\n`,
    });
  });
});
