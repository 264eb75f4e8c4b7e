import { Logger } from '@nestjs/common';
import { engineOn } from '#test/engine';
import { begin, eventsIn, everyEntry } from '#test/log';
import { built } from '#test/projection-spec';
import { startStores, type Stores } from '#test/stores';
import { telling } from '#test/telling';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import type { LogEntry } from '../../src/shared/event-store/log-entry';
import type { LogPosition } from '../../src/shared/kernel/log-position';
import { SharedFeed } from '../../src/read/engine/live/shared-feed';

let stores: Stores;
let subscriptions: (LogPosition | undefined)[];

beforeEach(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  subscriptions = [];
  const subscribe = stores.store.subscribeToAll.bind(stores.store);
  jest.spyOn(stores.store, 'subscribeToAll').mockImplementation((from, signal) => {
    subscriptions.push(from);
    return subscribe(from, signal);
  });
});
afterEach(() => stores.close());

const append = (trip: string) => begin(stores.store, `trip-${trip}`, [the.requested()]);

describe('the shared feed', () => {
  it('reads the log once for all who are level, and hands each of them every batch', async () => {
    const feed = new SharedFeed(stores.store);
    const done = new AbortController();
    const seen: string[][] = [[], [], []];
    const following = seen.map((each) => feed.follow(null, taker(each), done.signal));
    await append('a');
    await append('b');
    await until(
      () => seen,
      (all) => all.every(({ length }) => length === 2),
    );
    expect(seen).toEqual([seen[0], seen[0], seen[0]]);
    expect(subscriptions).toEqual([undefined]);
    done.abort();
    expect(await Promise.all(following)).toEqual(['aborted', 'aborted', 'aborted']);
  });

  it('sends whoever is behind to catch up alone', async () => {
    const feed = new SharedFeed(stores.store);
    const done = new AbortController();
    const seen: string[] = [];
    const following = feed.follow(null, taker(seen), done.signal);
    await append('a');
    await until(
      () => seen,
      ({ length }) => length === 1,
    );
    expect(await feed.follow(null, taker([]), done.signal)).toBe('behind');
    const late: string[] = [];
    const joined = feed.follow(seen[0] ?? null, taker(late), done.signal);
    await append('b');
    await until(
      () => late,
      ({ length }) => length === 1,
    );
    done.abort();
    expect(await Promise.all([following, joined])).toEqual(['aborted', 'aborted']);
    expect(late).toEqual(seen.slice(1));
    expect(subscriptions).toHaveLength(1);
  });

  it('goes on for the others when one of them fails', async () => {
    const feed = new SharedFeed(stores.store);
    const done = new AbortController();
    const seen: string[] = [];
    const failing = feed.follow(null, () => Promise.reject(new Error('Full')), done.signal);
    const following = feed.follow(null, taker(seen), done.signal);
    await append('a');
    await expect(failing).rejects.toThrow('Full');
    await append('b');
    await until(
      () => seen,
      ({ length }) => length === 2,
    );
    done.abort();
    expect(await following).toBe('aborted');
  });

  it('asks for no more before all have taken what there is', async () => {
    const feed = new SharedFeed(stores.store);
    const done = new AbortController();
    let release: () => unknown = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const [slow, quick] = [[] as number[], [] as number[]];
    const following = [
      feed.follow(null, (batch) => (slow.push(batch.length), held), done.signal),
      feed.follow(null, (batch) => Promise.resolve(void quick.push(batch.length)), done.signal),
    ];
    await append('a');
    await until(
      () => slow,
      ({ length }) => length === 1,
    );
    for (const trip of ['b', 'c', 'd']) await append(trip);
    expect(quick).toHaveLength(1);
    release();
    await until(
      () => quick.reduce((sum, count) => sum + count, 0),
      (events) => events === 4,
    );
    done.abort();
    await Promise.all(following);
  });
});

it('one subscription serves all read models of a process, also those that began later', async () => {
  const [first, second] = [telling(), { ...telling(), name: 'told_too' }];
  const alone = engineOn(stores.store, stores.db, [first]);
  alone.feed.onApplicationBootstrap();
  await alone.reaches(await append('a'));
  await alone.feed.beforeApplicationShutdown();
  subscriptions = [];
  const both = engineOn(stores.store, stores.db, [first, second]);
  both.feed.onApplicationBootstrap();
  await both.reaches(await append('b'));
  await until(
    () => both.feed.followers.map(({ doing }) => doing),
    (doings) => doings.every((doing) => doing === 'following'),
  );
  await both.reaches(await append('c'));
  expect(subscriptions).toHaveLength(1);
  const events = eventsIn(await everyEntry(stores.store.readAll()));
  for (const projection of [first, second]) {
    expect(await both.documents(projection)).toEqual(built(projection, events));
  }
  await both.feed.beforeApplicationShutdown();
});

function taker(seen: string[]) {
  return (batch: readonly LogEntry[]) => {
    seen.push(...batch.map(({ at }) => at));
    return Promise.resolve();
  };
}
