import { randomUUID } from 'node:crypto';
import { useStores } from '#test/stores';
import * as ask from '#test/trip-command.samples';
import * as the from '#test/trip.samples';
import { LostRace, type EventStore } from '../../src/shared/event-store/event-store';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import type { Sent } from '../../src/shared/kernel/sent';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import type { Trip } from '../../src/write/trip/domain/trip';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';
import { QuoteExpired, TripInvalidTransition } from '../../src/write/trip/domain/trip.errors';
import { CommandLostRace, IdempotencyKeyReused, StaleRevision } from '../../src/write/write.errors';

const stores = useStores();
let tripId: TripId;
beforeEach(() => (tripId = randomUUID() as TripId));

/** The same wish, of this trip, under a key of its own. */
function like<C extends TripCommand>(command: C, key: string, change: Partial<Sent> = {}): C {
  const sent = { ...command.sent, commandId: key, requestHash: `hash of ${key}`, ...change };
  const prototype = Object.getPrototypeOf(command) as object;
  return Object.assign(Object.create(prototype) as C, command, { tripId, sent });
}

const execute = (command: TripCommand, creates = false, store: EventStore = stores().store) =>
  new DecideAndAppend(store).execute(tripDecider, tripId, command, { creates });

const request = (key = 'request', change: Partial<Sent> = {}) =>
  execute(like(ask.request(), key, change), true);
const startMatching = (key = 'match', change: Partial<Sent> = {}) =>
  execute(like(ask.startMatching(), key, change));

const stored = async () =>
  (await stores().store.readStream(`trip-${tripId}`)).events.map(({ type }) => type);

/** The store, seen by somebody who is always overtaken at the last moment, so many times. */
function overtaken(times: number, reads: string[] = []): EventStore {
  let left = times;
  const { store } = stores();
  return new Proxy(store, {
    get: (target, name: keyof EventStore) => {
      if (name === 'readStream') {
        return (stream: string) => {
          reads.push(stream);
          return target.readStream(stream);
        };
      }
      if (name !== 'append' || left === 0) return target[name].bind(target);
      return (stream: string) => {
        left -= 1;
        return Promise.reject(new LostRace(stream));
      };
    },
  });
}

describe('a command that creates', () => {
  it('appends without reading', async () => {
    const reads: string[] = [];
    await execute(like(ask.request(), 'key'), true, overtaken(0, reads));
    expect(reads).toEqual([]);
    expect(await stored()).toEqual(['TripRequested']);
  });

  it('is refused by what is there already', async () => {
    await request();
    await expect(request('another')).rejects.toThrow(TripInvalidTransition);
    expect(await stored()).toEqual(['TripRequested']);
  });

  it('answers a repeat the first result, even when it would be refused today', async () => {
    const first = await request();
    const late = { occurredAt: the.at('09:00:00') };
    expect(await request('request', late)).toEqual(first);
    await expect(request('another', late)).rejects.toThrow(TripInvalidTransition);
  });

  it('is decided on what is there, when without that it makes no sense', async () => {
    await request();
    const puzzled = {
      ...tripDecider,
      decide: (command: TripCommand, trip: Trip): readonly TripEvent[] =>
        trip.status === 'Unrequested'
          ? [{ type: 'MatchingStarted', data: {} } as TripEvent]
          : tripDecider.decide(command, trip),
    };
    const command = like(ask.startMatching(), 'match');
    await new DecideAndAppend(stores().store).execute(puzzled, tripId, command, { creates: true });
    expect(await stored()).toEqual(['TripRequested', 'MatchingStarted']);
  });

  it('is refused by its own rule when nothing is there', async () => {
    await expect(request('late', { occurredAt: the.at('09:00:00') })).rejects.toThrow(QuoteExpired);
    expect(await stored()).toEqual([]);
  });
});

describe('the same key', () => {
  it.each([
    ['a creation', () => Promise.resolve(), () => request(), ['TripRequested']],
    ['a change', request, () => startMatching(), ['TripRequested', 'MatchingStarted']],
  ] as const)('fifty times at once appends %s once', async (_, before, send, expected) => {
    await before();
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(await stored()).toEqual(expected);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('with another request is refused', async () => {
    await request();
    await startMatching();
    const other = { requestHash: 'another request' };
    await expect(request('request', other)).rejects.toThrow(IdempotencyKeyReused);
    await expect(startMatching('match', other)).rejects.toThrow(IdempotencyKeyReused);
    expect(await stored()).toEqual(['TripRequested', 'MatchingStarted']);
  });

  it('answers the first result after whatever came later', async () => {
    const first = await request();
    const second = await startMatching();
    await execute(like(ask.assign(), 'assign'));
    expect(await request()).toEqual(first);
    expect(await startMatching()).toEqual(second);
    expect(second.state.status).toBe('Matching');
  });
});

describe('If-Match', () => {
  it('lets a command through at the revision that it names', async () => {
    await request();
    expect((await startMatching('match', { expectedRevision: 0n })).revision).toBe(1n);
  });

  it('refuses another revision and says which it is', async () => {
    await request();
    await expect(startMatching('match', { expectedRevision: 4n })).rejects.toMatchObject(
      new StaleRevision(0n),
    );
    expect(await stored()).toEqual(['TripRequested']);
  });

  it('answers a repeat the first result, although the revision has moved on', async () => {
    await request();
    const first = await startMatching('match', { expectedRevision: 0n });
    expect(await startMatching('match', { expectedRevision: 0n })).toEqual(first);
  });
});

describe('a lost race', () => {
  it('is decided again on what the winner did', async () => {
    await request();
    const decision = await execute(like(ask.startMatching(), 'match'), false, overtaken(2));
    expect(decision.revision).toBe(1n);
    expect(await stored()).toEqual(['TripRequested', 'MatchingStarted']);
  });

  it('is given up after three', async () => {
    await request();
    const hopeless = execute(like(ask.startMatching(), 'match'), false, overtaken(3));
    await expect(hopeless).rejects.toThrow(CommandLostRace);
    expect(await stored()).toEqual(['TripRequested']);
  });

  it('leaves one winner of many different wishes', async () => {
    await request();
    await startMatching();
    const rivals = Array.from({ length: 10 }, (_, index) =>
      execute(like(ask.assign(index % 2 === 0 ? the.bob : the.cleo), `assign-${index}`)),
    );
    const settled = await Promise.allSettled(rivals);
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await stored()).toEqual(['TripRequested', 'MatchingStarted', 'DriverAssigned']);
  });
});

it('remembers around each event who asked for what', async () => {
  await request('key-1', { correlationId: 'corr', causationId: 'cause' });
  const [event] = (await stores().store.readStream(`trip-${tripId}`)).events;
  expect(event?.metadata).toMatchObject({
    ...{ schemaVersion: 4, cityId: 'nyc', commandId: 'key-1', requestHash: 'hash of key-1' },
    ...{ correlationId: 'corr', causationId: 'cause', actor: the.ada, subjectIds: ['ada'] },
    occurredAt: the.at('04:11:00'),
  });
});

describe('the trace context of what was decided, where nobody traces', () => {
  const traceparents = async () =>
    (await stores().store.readStream(`trip-${tripId}`)).events.map(
      ({ metadata }) => metadata.traceparent,
    );

  it('is that of the client, passed on', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await request('request', { traceparent });
    expect(await traceparents()).toEqual([traceparent]);
  });

  it('is one trace for a correlation, though no client sent any', async () => {
    await request('request', { correlationId: 'ride' });
    await startMatching('match', { correlationId: 'ride' });
    const contexts = (await traceparents()).map((each) => each?.split('-') ?? []);
    expect(new Set(contexts.map(([, trace]) => trace)).size).toBe(1);
    expect(new Set(contexts.map(([, , span]) => span)).size).toBe(2);
  });
});
