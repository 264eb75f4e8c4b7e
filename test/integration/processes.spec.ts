import { randomUUID } from 'node:crypto';
import { metadata } from '#test/log';
import { later, processesOn, type Wiring } from '#test/processes';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { VirtualClock } from '#test/virtual-clock';
import type { EventMetadata } from '../../src/shared/events/event';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { AnyPolicy, Policy } from '../../src/shared/kernel/policy';
import type { TripId } from '../../src/shared/kernel/ids';
import { formatPosition, LOG_START } from '../../src/shared/kernel/log-position';
import type { EventStore } from '../../src/shared/event-store/event-store';
import { DomainError } from '../../src/shared/kernel/domain-error';
import { whenDriverArrivedWatchTheWait } from '../../src/write/trip/domain/when-driver-arrived-watch-the-wait';
import { whenTripScheduledActivateIt } from '../../src/write/trip/domain/when-trip-scheduled-activate-it';

/** After the policies were introduced; each spec hours after the one before, so that the log goes on as logs do. */
let now = '2027-03-01T08:00:00.000Z';
const HOUR_MS = 3_600_000;
const PATIENCE_MS = 20_000;
const stores = useStores();
const both = [whenTripScheduledActivateIt, whenDriverArrivedWatchTheWait];

type Processes = ReturnType<typeof processesOn>;
const running: Processes[] = [];
let clock: VirtualClock;
let tripId: TripId;

beforeEach(() => {
  now = later(now, 6 * HOUR_MS);
  clock = new VirtualClock(now);
  tripId = randomUUID() as TripId;
});
afterEach(() => Promise.all(running.splice(0).map((each) => stop(each))));

function start(change: Partial<Wiring> = {}): Processes {
  const processes = processesOn({ store: stores().store, clock, policies: both, ...change });
  running.push(processes);
  processes.runner.onApplicationBootstrap();
  return processes;
}

const stop = ({ runner }: Processes) => runner.beforeApplicationShutdown();

/** Appends what happens to the trip just now, at its revision. */
async function happens(
  revision: number,
  event: TripEvent,
  change: Partial<EventMetadata> = {},
): Promise<void> {
  const at = new Date(clock.now()).toISOString();
  const about = metadata({ schemaVersion: 1, occurredAt: at, recordedAt: at, ...change });
  const version = event.type === 'TripRequested' ? 3 : event.type === 'TripCancelled' ? 2 : 1;
  const data = { ...event.data, tripId };
  const fresh = { ...{ id: randomUUID(), type: event.type, data } };
  await stores().store.append(
    `trip-${tripId}`,
    revision === 0 ? 'no stream' : BigInt(revision - 1),
    [{ ...fresh, metadata: { ...about, schemaVersion: version } }],
  );
}

const typesIn = async (stream: string) =>
  (await stores().store.readStream(stream)).events.map(({ type }) => type);
const ofTrip = () => typesIn(`trip-${tripId}`);
const ofProcess = (policy: AnyPolicy) => typesIn(`process-${policy.name}-${tripId}`);

/** As if no policy had ever got anywhere. */
const forgetPlaces = () =>
  stores().store.append('checkpoint-policies', 'any', [
    {
      ...{ id: randomUUID(), type: 'PositionsKept', data: { positions: {} } },
      metadata: metadata(),
    },
  ]);

const has =
  (type: string, times = 1) =>
  (types: readonly string[]) =>
    types.filter((each) => each === type).length === times;

/**
 * Waits while the clock goes on, so that whoever just looked at it looks again: so slowly that no deadline of ten minutes
 * passes in it, however busy the machine is.
 */
const comes = <T>(look: () => Promise<T>, holds: (seen: T) => boolean) =>
  until(
    () => {
      clock.turnTo(new Date(clock.now() + 100).toISOString());
      return look();
    },
    holds,
    PATIENCE_MS,
  );

const isBooked = () => happens(0, the.scheduled({ pickupAt: later(now, HOUR_MS) }));
const timerIsSet = () => until(() => ofProcess(whenTripScheduledActivateIt), has('TimerSet', 2));

describe('a booked ride', () => {
  it('is activated when it is due, and not before', async () => {
    start();
    await isBooked();
    await timerIsSet();
    clock.turnTo(later(now, HOUR_MS / 2 - 1));
    expect(await ofTrip()).toEqual(['TripScheduled']);
    clock.turnTo(later(now, HOUR_MS / 2));
    await comes(ofTrip, has('TripActivated'));
    await comes(() => ofProcess(whenTripScheduledActivateIt), has('TimerCleared'));
    const [, activated] = (await stores().store.readStream(`trip-${tripId}`)).events;
    expect(activated?.metadata).toMatchObject({
      ...{ correlationId: 'c-1', actor: { type: 'system', id: 'scheduled-activation' } },
    });
  });

  it('is activated late rather than never, when nobody was there in time', async () => {
    const first = start();
    await isBooked();
    await timerIsSet();
    await stop(first);
    clock.turnTo(later(now, 5 * HOUR_MS));
    start();
    await comes(ofTrip, has('TripActivated'));
  });

  it('is not activated when the call-off waits in the log while it comes due', async () => {
    const first = start();
    await isBooked();
    await timerIsSet();
    await stop(first);
    await happens(1, the.cancelled());
    clock.turnTo(later(now, 5 * HOUR_MS));
    start();
    await comes(() => ofProcess(whenTripScheduledActivateIt), has('TimerCleared', 2));
    expect(await ofTrip()).toEqual(['TripScheduled', 'TripCancelled']);
  });

  it('is activated once by two processes that know nothing of each other', async () => {
    start();
    start();
    await isBooked();
    await timerIsSet();
    clock.turnTo(later(now, HOUR_MS / 2));
    await comes(ofTrip, has('TripActivated'));
    await comes(() => ofProcess(whenTripScheduledActivateIt), has('TimerCleared'));
    const types = await ofProcess(whenTripScheduledActivateIt);
    expect(types).toEqual(['TimerSet', 'TimerSet', 'TimerFired', 'TimerCleared']);
    expect(await ofTrip()).toEqual(['TripScheduled', 'TripActivated']);
  });

  it('that is an import from years ago is nobody’s business here', async () => {
    const { feed } = start();
    await happens(0, the.scheduled(), { occurredAt: the.at('04:11:00') });
    tripId = randomUUID() as TripId;
    await isBooked();
    await timerIsSet();
    await feed.keep();
    const all = await stores().store.readStream(`process-scheduled-activation-${the.tripId}`);
    expect(all.events).toEqual([]);
  });

  it('is reported when nobody activates it', async () => {
    const { desk, runner } = start({ execute: () => Promise.resolve() });
    await isBooked();
    await timerIsSet();
    clock.turnTo(later(now, HOUR_MS / 2));
    clock.turnTo(later(now, HOUR_MS / 2 + 600_000));
    await comes(
      () => Promise.resolve(runner.troubles),
      (all) => all.some((each) => each.instance === tripId),
    );
    const trouble = { process: 'scheduled-activation', instance: tripId };
    expect(runner.troubles).toContainEqual(expect.objectContaining(trouble));
    await happens(1, the.activated());
    await until(() => ofProcess(whenTripScheduledActivateIt), has('ProcessStuck'));
    expect(await desk.troubles()).toContainEqual(expect.objectContaining(trouble));
  });
});

describe('a restart', () => {
  it('begins where the last one has got, and does nothing twice', async () => {
    const first = start();
    await isBooked();
    await timerIsSet();
    await stop(first);
    const sent: object[] = [];
    const second = start({ execute: (command) => Promise.resolve(sent.push(command)) });
    await second.feed.catchUp(new AbortController().signal);
    expect(await ofProcess(whenTripScheduledActivateIt)).toEqual(['TimerSet', 'TimerSet']);
    expect(sent).toEqual([]);
  });

  it('does not read again what the engine itself has noted since the last fact', async () => {
    const first = start();
    await isBooked();
    await timerIsSet();
    await stop(first);
    const head = await stores().store.head();
    const second = start();
    await second.feed.catchUp(new AbortController().signal);
    await second.feed.keep();
    const { [whenDriverArrivedWatchTheWait.name]: position = '' } = await second.desk.positions();
    expect(position >= formatPosition(head ?? LOG_START)).toBe(true);
  });

  it('that has lost its place reads everything again, to no effect', async () => {
    const first = start();
    await isBooked();
    await timerIsSet();
    clock.turnTo(later(now, HOUR_MS / 2));
    await comes(ofTrip, has('TripActivated'));
    await comes(() => ofProcess(whenTripScheduledActivateIt), has('TimerCleared'));
    await stop(first);
    const before = await ofProcess(whenTripScheduledActivateIt);
    await forgetPlaces();
    const second = start();
    await second.feed.catchUp(new AbortController().signal);
    expect(await ofProcess(whenTripScheduledActivateIt)).toEqual(before);
    expect(await ofTrip()).toEqual(['TripScheduled', 'TripActivated']);
  });

  it('that takes a fact up again sends what followed from the state of then', async () => {
    const told: unknown[] = [];
    const execute = (command: object) => Promise.resolve(told.push(command));
    const policies = [telling];
    const first = start({ policies, execute });
    await isBooked();
    await happens(1, the.matching());
    await happens(2, the.activated());
    await until(() => ofProcess(telling), has('ProcessNoted', 2));
    await stop(first);
    expect(told).toEqual([{ heard: 'TripScheduled' }]);
    await forgetPlaces();
    const second = start({ policies, execute });
    await second.feed.catchUp(new AbortController().signal);
    expect(told).toEqual([{ heard: 'TripScheduled' }, { heard: 'TripScheduled' }]);
    expect(await ofProcess(telling)).toEqual(['ProcessNoted', 'ProcessNoted']);
  });
});

/** Notes what it heard last, and tells it. */
const telling: Policy<TripEvent, { readonly heard: unknown }> = {
  ...{ name: 'telling-what', since: now, instanceOf: ({ data }) => data.tripId, due: {} },
  on: {
    TripScheduled: ({ type: heard }) => [{ note: { heard } }],
    MatchingStarted: (_, { notes: { heard } }) => [{ send: () => ({ heard }), unless: [] }],
    TripActivated: ({ type: heard }) => [{ note: { heard } }],
  },
};

class Broken extends DomainError {
  readonly code = 'BROKEN';
  readonly refusal = 'conflict';
}

/** Counts what happens to a trip, and tells somebody each time. */
const countingAs = (name: string): Policy<TripEvent, { readonly count: number }> => ({
  name,
  since: now,
  instanceOf: ({ data }) => data.tripId,
  on: Object.fromEntries(
    (['TripScheduled', 'TripActivated', 'MatchingStarted'] as const).map((type) => [
      type,
      (_: unknown, { notes }: { notes: Readonly<Record<string, unknown>> }) => {
        const count = Number(notes.count ?? 0) + 1;
        return [{ note: { count } }, { send: () => ({ count }), unless: [] }];
      },
    ]),
  ),
  due: {},
});

describe('a process that fails', () => {
  const told: number[] = [];
  let counting: ReturnType<typeof countingAs>;
  let broken: boolean;
  beforeEach(() => {
    counting = countingAs(`counting-${randomUUID()}`);
    told.length = 0;
    broken = true;
  });
  const telling = (command: object) => {
    const { count } = command as { readonly count: number };
    if (broken && count === 1) return Promise.reject(new Broken('the line is dead'));
    return Promise.resolve(told.push(count));
  };

  it('holds back what comes after, tells why, and is taken up again in order', async () => {
    const { desk, runner } = start({ policies: [counting], execute: telling });
    await isBooked();
    await happens(1, the.activated());
    await happens(2, the.matching());
    await until(() => ofProcess(counting), has('InputParked', 2));
    const trouble = {
      process: counting.name,
      instance: tripId,
      reason: 'BROKEN: the line is dead',
    };
    expect(runner.troubles).toContainEqual(trouble);
    expect(await desk.troubles([counting])).toEqual([trouble]);
    expect(told).toEqual([]);

    await expect(desk.retry(counting, tripId)).rejects.toThrow(Broken);
    expect(told).toEqual([]);
    broken = false;
    expect(await desk.retry(counting, tripId)).toBe(3);
    expect(told).toEqual([1, 2, 3]);
    expect(await desk.troubles([counting])).toEqual([]);
    expect(await desk.retry(counting, tripId)).toBe(0);
  });

  it('stops no other', async () => {
    start({ policies: [counting], execute: telling });
    await isBooked();
    await until(() => ofProcess(counting), has('ProcessQuarantined'));
    tripId = randomUUID() as TripId;
    broken = false;
    await isBooked();
    await until(
      () => Promise.resolve(told.length),
      (times) => times > 0,
    );
  });

  it('because of a mistake in its policy is quarantined as well', async () => {
    const mistake = () => {
      throw new TypeError('the PIN 4711 is a mistake');
    };
    const mistaken = { ...counting, name: 'mistaken', on: { TripScheduled: mistake } };
    const { runner } = start({ policies: [mistaken] });
    await isBooked();
    await comes(
      () => Promise.resolve(runner.troubles),
      (all) => all.some((each) => each.instance === tripId),
    );
    expect(await typesIn(`process-mistaken-${tripId}`)).toEqual(['ProcessQuarantined']);
    const { reason } = runner.troubles.find(({ instance }) => instance === tripId) ?? {};
    expect(reason).toBe('TypeError');
  });

  it('because of a policy that notes what is personal is quarantined, and noted nothing', async () => {
    const noting = (fact: { readonly data: object }) => [
      { note: { pin: `said ${'boardingPin' in fact.data ? String(fact.data.boardingPin) : ''}` } },
    ];
    const telling = { ...counting, name: 'telling', on: { TripScheduled: noting } };
    const { runner } = start({ policies: [telling] });
    await isBooked();
    const reason = 'PersonalNote';
    await comes(
      () => Promise.resolve(runner.troubles),
      (all) => all.some((each) => each.instance === tripId && each.reason === reason),
    );
    expect(await typesIn(`process-telling-${tripId}`)).toEqual(['ProcessQuarantined']);
  });
});

it('looks once for a process that never was', async () => {
  const { store } = stores();
  const looked: string[] = [];
  const looking = new Proxy(store, {
    get: (target, name: keyof EventStore) => {
      if (name !== 'readStream') return target[name].bind(target);
      return (stream: string) => target.readStream(stream).finally(() => looked.push(stream));
    },
  });
  const listening = countingAs('listening');
  const nothing = () => [];
  const on = { TripScheduled: nothing, TripActivated: nothing, MatchingStarted: nothing };
  start({
    ...{ store: looking, execute: () => Promise.resolve() },
    policies: [{ ...listening, name: 'deaf', on }, listening],
  });
  await isBooked();
  await happens(1, the.activated());
  await happens(2, the.matching());
  await until(() => ofProcess(listening), has('ProcessNoted', 3));
  expect(looked.filter((stream) => stream.startsWith('process-'))).toEqual([
    `process-deaf-${tripId}`,
  ]);
});

it('takes up nothing that was recorded before a policy was introduced', async () => {
  const young = { ...countingAs('young'), since: later(now, HOUR_MS) };
  const told: object[] = [];
  const { feed } = start({
    policies: [young],
    execute: (command) => Promise.resolve(told.push(command)),
  });
  await isBooked();
  clock.turnTo(later(now, HOUR_MS));
  await happens(1, the.activated());
  await until(
    () => Promise.resolve(told.length),
    (times) => times > 0,
  );
  await feed.keep();
  expect(await typesIn(`process-young-${tripId}`)).toEqual(['ProcessNoted']);
});
