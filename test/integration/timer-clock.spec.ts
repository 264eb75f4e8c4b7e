import { startStores, type Stores } from '#test/stores';
import { until } from '#test/until';
import { VirtualClock } from '#test/virtual-clock';
import type { EventStore } from '../../src/shared/event-store/event-store';
import { EngineLog } from '../../src/write/process/engine-log';
import { TimerClock } from '../../src/write/process/timer-clock';
import { TimerList } from '../../src/write/process/timer-list';

const START = Date.parse('2027-03-01T08:00:00.000Z');
const MINUTE_MS = 60_000;
const instant = (ms: number) => new Date(START + ms).toISOString();

let stores: Stores;
let clock: VirtualClock;
let fired: string[];

beforeEach(async () => {
  stores = await startStores();
  clock = new VirtualClock(instant(0));
  fired = [];
});
afterEach(() => stores.close());

const timer = (name: string, ms: number) => ({
  ...{ process: 'p', instance: 'i', timer: name, dueAt: instant(ms), correlationId: 'c-1' },
});

/** A clock that runs until it is stopped. */
function start() {
  const list = new TimerList(new EngineLog(stores.store, clock), clock);
  const timers = new TimerClock(list, clock);
  const stopping = new AbortController();
  const fire = ({ timer: name }: { readonly timer: string }) => {
    fired.push(name);
    return Promise.resolve();
  };
  const running = timers.run(fire, stopping.signal);
  const stop = () => {
    stopping.abort();
    return running;
  };
  return { timers, stop };
}

const last = async () => {
  const { events } = await stores.store.readLast('checkpoint-timers-fired');
  return (events[0]?.data as { doneUntil?: string } | undefined)?.doneUntil ?? '';
};

/** Turns the clock on, slowly beside what the store takes, until that much was noted as fired. */
const noted = (from: number, least: number) => {
  let at = from;
  return until(
    () => {
      clock.turnTo(instant((at += 20)));
      return last();
    },
    (doneUntil) => doneUntil > instant(least),
  );
};

it('fires in its millisecond what is due, and not again what it has listed itself', async () => {
  const { timers, stop } = start();
  await timers.set(timer('first', MINUTE_MS + 500));
  await timers.set(timer('second', MINUTE_MS + 501));
  clock.turnTo(instant(MINUTE_MS + 499));
  expect(fired).toEqual([]);
  clock.turnTo(instant(MINUTE_MS + 500));
  await until(
    () => fired,
    ({ length }) => length > 0,
  );
  expect(fired).toEqual(['first']);
  await noted(MINUTE_MS + 500, MINUTE_MS + 501);
  expect(fired).toEqual(['first', 'second']);
  await stop();
});

it('fires what nobody has before it looks again at what was fired by the process before', async () => {
  const before = start();
  await before.timers.set(timer('a', 1000));
  await before.timers.set(timer('b', 1001));
  await before.timers.set(timer('c', 1002));
  await before.timers.set(timer('overdue', MINUTE_MS));
  await noted(1000, 1002);
  expect(fired).toEqual(['a', 'b', 'c']);
  await before.stop();

  fired = [];
  clock.turnTo(instant(MINUTE_MS + 1000));
  const after = start();
  await until(
    () => fired,
    ({ length }) => length === 4,
  );
  expect(fired[0]).toBe('overdue');
  expect([...fired].sort()).toEqual(['a', 'b', 'c', 'overdue']);
  await after.stop();
});

it('lists together what is set while a listing is on its way', async () => {
  let appends = 0;
  const counting = new Proxy(stores.store, {
    get: (target, name: keyof EventStore) => {
      if (name === 'append') appends += 1;
      return target[name].bind(target);
    },
  });
  const list = new TimerList(new EngineLog(counting, clock), clock);
  const names = Array.from({ length: 600 }, (_, index) => `t${index}`);
  const listings = await Promise.all(names.map((name) => list.add(timer(name, MINUTE_MS))));
  // The first by itself, and two more because there is a limit.
  expect(appends).toBe(4);
  const { events } = await stores.store.readStream('timers-2027-03-01T08:01');
  const listed = events.map(({ data }) => (data as { timer: string }).timer);
  expect(listings.map(({ revision }) => listed[Number(revision)])).toEqual(names);
});
