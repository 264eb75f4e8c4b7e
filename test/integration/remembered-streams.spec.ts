import { randomUUID } from 'node:crypto';
import { useStores } from '#test/stores';
import * as ask from '#test/trip-command.samples';
import * as the from '#test/trip.samples';
import type { EventStore } from '../../src/shared/event-store/event-store';
import type { TripId } from '../../src/shared/kernel/ids';
import { secondsAfter } from '../../src/shared/kernel/time';
import type { Sent } from '../../src/shared/kernel/sent';
import { Metrics } from '../../src/shared/metrics/metrics';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import { RememberedStreams } from '../../src/write/remembered-streams';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';
import { TripInvalidTransition } from '../../src/write/trip/domain/trip.errors';

const stores = useStores();
let tripId: TripId;
let here: ReturnType<typeof aProcess>;
let elsewhere: ReturnType<typeof aProcess>;

/** One process of the write side, and how often it has read a stream. */
function aProcess(mostStreams?: number) {
  const { store } = stores();
  let reads = 0;
  const counting = new Proxy(store, {
    get: (target, name: keyof EventStore) => {
      if (name.startsWith('read')) reads += 1;
      return target[name].bind(target);
    },
  });
  const metrics = new Metrics();
  const door = new DecideAndAppend(counting, new RememberedStreams(mostStreams), metrics);
  const send = (command: TripCommand, key: string, change: Partial<Sent> = {}) => {
    const sent = { ...command.sent, commandId: key, requestHash: `hash of ${key}`, ...change };
    const prototype = Object.getPrototypeOf(command) as object;
    const own = Object.assign(Object.create(prototype) as TripCommand, command, { tripId, sent });
    return door.execute(tripDecider, tripId, own, { creates: key === 'request' });
  };
  const counted = (name: string) => metrics.registry.getSingleMetricAsString(name);
  return { send, counted, reads: () => reads };
}

const stored = async () =>
  (await stores().store.readStream(`trip-${tripId}`)).events.map(({ type }) => type);

beforeEach(async () => {
  tripId = randomUUID() as TripId;
  here = aProcess();
  elsewhere = aProcess();
  await here.send(ask.request(), 'request');
  await here.send(ask.startMatching(), 'match');
  await here.send(ask.assign(), 'assign');
  await here.send(ask.arrive(), 'arrive');
});

describe('a process that has seen a stream lately', () => {
  it('decides its next commands without reading it', async () => {
    await here.send(ask.start(), 'start');
    expect(here.reads()).toBe(0);
    expect((await stored()).at(-1)).toBe('TripStarted');
  });

  it('decides on what others have appended since', async () => {
    await elsewhere.send(ask.contact(), 'contact');
    const started = await here.send(ask.start(), 'start');
    expect(here.reads()).toBe(1);
    expect(started.revision).toBe(5n);
  });

  it('refuses only what it has read', async () => {
    await elsewhere.send(ask.cancel({}, the.ada, the.at('04:18:00')), 'cancel');
    await expect(here.send(ask.start(), 'start')).rejects.toThrow(TripInvalidTransition);
    expect(here.reads()).toBeGreaterThan(0);
  });

  it('lets through what only others have made possible', async () => {
    await elsewhere.send(ask.start(), 'start');
    await here.send(ask.complete(), 'complete');
    expect((await stored()).slice(-2)).toEqual(['TripStarted', 'TripCompleted']);
  });

  it('answers its own repeat the first result', async () => {
    const first = await here.send(ask.contact(), 'contact');
    const repeat = await here.send(ask.contact(), 'contact', { occurredAt: the.at('04:19:00') });
    expect(repeat).toEqual(first);
  });

  it('knows what another process did as that has decided it, not as its repeat would', async () => {
    tripId = randomUUID() as TripId;
    await here.send(ask.request(), 'request');
    await here.send(ask.startMatching(), 'match');
    await here.send(ask.assign(), 'assign');
    const first = await elsewhere.send(ask.arrive(), 'arrive');
    const later = { occurredAt: secondsAfter(ask.arrive().sent.occurredAt, 2) };
    expect(await here.send(ask.arrive(), 'arrive', later)).toEqual(first);
    const next = await here.send(ask.contact(), 'contact');
    expect(next.state).toMatchObject({ arrivedAt: ask.arrive().sent.occurredAt });
  });

  it('takes the same key sent many times at once as one command', async () => {
    const many = Array.from({ length: 50 }, (_, second) =>
      here.send(ask.contact(), 'contact', {
        occurredAt: the.at(`04:18:${String(second).padStart(2, '0')}`),
      }),
    );
    const [first, ...others] = await Promise.all(many);
    for (const other of others) expect(other).toEqual(first);
    expect((await stored()).filter((type) => type === 'ContactAttempted')).toHaveLength(1);
  });
});

it('a process that is to remember nothing reads each stream', async () => {
  const forgetful = aProcess(0);
  await forgetful.send(ask.start(), 'start');
  await forgetful.send(ask.complete(), 'complete');
  expect(forgetful.reads()).toBe(2);
});

it('a stream that has seen many commands is remembered like another', async () => {
  for (let count = 0; count < 601; count++) await here.send(ask.contact(), `contact ${count}`);
  // With the three before, all but the request.
  expect(await here.counted('hailstream_command_states_total')).toContain(
    '{category="trip",source="remembered"} 604',
  );
  expect(await here.send(ask.contact(), 'contact 7')).toMatchObject({ revision: 11n });
});

it('remembers so many commands in all, of the streams that were seen last', () => {
  const remembered = new RememberedStreams(10, undefined, 5);
  const none = { state: 0, last: undefined, lastMeant: undefined, followed: '', keptAt: 0n };
  const seen = (stream: string, commands: number) =>
    remembered.keep(stream, { ...none, commands: new Set(Array(commands).keys()) }, []);
  const left = () => ['a', 'b', 'c'].filter((stream) => remembered.recall(stream));
  seen('a', 2);
  seen('b', 3);
  expect(left()).toEqual(['a', 'b']);
  seen('a', 1);
  seen('c', 1);
  expect(left()).toEqual(['a', 'b', 'c']);
  seen('a', 2);
  expect(left()).toEqual(['a', 'c']);
  seen('b', 6);
  expect(left()).toEqual([]);
  seen('c', 5);
  expect(left()).toEqual(['c']);
});

it('what loading costs is counted', async () => {
  await here.send(ask.start(), 'start');
  expect(await here.counted('hailstream_command_states_total')).toContain(
    '{category="trip",source="remembered"} 4',
  );
  await elsewhere.send(ask.complete(), 'complete');
  expect(await elsewhere.counted('hailstream_command_events_folded')).toContain(
    'hailstream_command_events_folded_sum{category="trip"} 5',
  );
});
