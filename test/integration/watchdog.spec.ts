import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { engineOn } from '#test/engine';
import { begin, fresh } from '#test/log';
import { startStores, type Stores } from '#test/stores';
import { telling } from '#test/telling';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { ChangedCode } from '../../src/read/engine/live/changed-code';
import { ProjectionsChanged } from '../../src/read/engine/live/live.errors';
import { Watchdog } from '../../src/read/engine/live/watchdog';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { history } from '../../src/shared/events/history';

const RECORDED_AT = Date.parse('2014-04-01T04:11:00.000Z');
const told = telling();
const changed = { ...told, version: 2 };
let stores: Stores;
let engine: ReturnType<typeof engineOn>;
let now: number;

const watchdogOf = (store = stores.store, projection = told) =>
  new Watchdog([projection], store, engine.readModels, engine.deadLetters, () => now);

beforeEach(async () => {
  Logger.overrideLogger(false);
  now = RECORDED_AT + 5000;
  stores = await startStores();
  engine = engineOn(stores.store, stores.db, [told]);
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
});

describe('the watchdog', () => {
  it('counts how far a read model is behind, in events and in seconds', async () => {
    await engine.readModels.opened(told);
    expect(await watchdogOf().look()).toMatchObject([{ condition: 'level', ready: true }]);
    const last = await begin(stores.store, 'trip-a', [the.requested(), the.matching()]);
    expect(await watchdogOf().look()).toMatchObject([
      { condition: 'behind', ready: true, lag: { events: 2, more: false, seconds: 5 } },
    ]);
    engine.feed.onApplicationBootstrap();
    await engine.reaches(last);
    expect(await watchdogOf().look()).toMatchObject([
      { condition: 'level', lag: { events: 0, seconds: 0 } },
    ]);
  });

  it('names a read model that stands still while the log moves', async () => {
    await engine.readModels.opened(told);
    await begin(stores.store, 'trip-a', [the.requested()]);
    const watchdog = watchdogOf();
    expect(await watchdog.look()).toMatchObject([{ condition: 'behind' }]);
    now += 10_000;
    expect(await watchdog.look()).toMatchObject([{ condition: 'frozen', ready: false }]);
    engine.feed.onApplicationBootstrap();
    await until(
      () => watchdog.look(),
      ([seen]) => seen?.condition === 'level',
    );
  });

  it('tells what waits for an operator', async () => {
    engine.feed.onApplicationBootstrap();
    await begin(stores.store, 'trip-a', [the.requested()]);
    const last = await stores.store.append('trip-a', 0n, [fresh({ type: 'Unheard', data: {} })]);
    await engine.reaches(last);
    expect(await watchdogOf().look()).toMatchObject([
      {
        condition: 'level',
        deadLetters: 1,
        advice: expect.stringContaining('dead-letters list') as string,
      },
    ]);
  });

  const embedded = process.env.EVENTSTORE_URL === undefined ? it : it.skip;
  embedded('notices that the log was restored to before the checkpoint', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await begin(stores.store, 'trip-a', [the.requested(), the.matching()]));
    await engine.feed.beforeApplicationShutdown();
    const data = await mkdtemp(join(tmpdir(), 'restored-'));
    const node = await startEventStoreDB({ port: 0, data, worker: true });
    const store = new EventStoreDBEventStore(node.connectionString, history);
    for (const events of [[the.requested()], [the.requested(), the.matching(), the.assigned()]]) {
      await begin(store, `trip-${events.length}`, events);
      expect(await watchdogOf(store).look()).toMatchObject([
        {
          condition: 'log restored',
          ready: false,
          advice: expect.stringContaining('rebuild told') as string,
        },
      ]);
    }
    const restored = engineOn(store, stores.db, [told]);
    restored.feed.onApplicationBootstrap();
    const stopped = await until(
      async () => (await engine.readModels.find('told'))?.stopped,
      (stop) => stop !== null,
    );
    expect(stopped).toMatchObject({ code: 'LogWasRestored' });
    await restored.feed.beforeApplicationShutdown();
    await store.onApplicationShutdown();
    await node.close();
    await rm(data, { recursive: true });
  });
});

describe('changed code', () => {
  beforeEach(async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await begin(stores.store, 'trip-a', [the.requested(), the.matching()]));
    await engine.feed.beforeApplicationShutdown();
    engine = engineOn(stores.store, stores.db, [changed]);
  });

  const starting = (policy: 'serve-old' | 'rebuild-first' | 'refuse') =>
    new ChangedCode([changed], engine.readModels, engine.rebuild, policy);
  const live = async () => (await engine.readModels.find('told'))?.live;

  it('is noticed at the start, and refused when the configuration says so', async () => {
    expect(await watchdogOf(stores.store, changed).look()).toMatchObject([
      { condition: 'other code', ready: false },
    ]);
    await expect(starting('refuse').onApplicationBootstrap()).rejects.toThrow(ProjectionsChanged);
    expect(await live()).toMatchObject({ version: 1 });
  });

  it('is rebuilt before the doors open when the configuration says so', async () => {
    await starting('rebuild-first').onApplicationBootstrap();
    expect(await live()).toMatchObject({ version: 2, events: 2 });
  });

  it('leaves the old build as it is until the new one is there', async () => {
    engine.feed.onApplicationBootstrap();
    await begin(stores.store, 'trip-b', [the.requested()]);
    expect(await live()).toMatchObject({ version: 1, events: 2 });
    const start = starting('serve-old');
    await start.onApplicationBootstrap();
    await until(live, (build) => build?.version === 2 && build.events === 3);
    await start.beforeApplicationShutdown();
    const [document] = Object.values(await engine.documents(changed));
    expect(document?.types).toHaveLength(3);
  });
});
