import { randomUUID } from 'node:crypto';
import { useStores } from '#test/stores';
import * as ask from '#test/trip-command.samples';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { history } from '../../src/shared/events/history';
import type { RiderId, TripId } from '../../src/shared/kernel/ids';
import { ErasureWatch } from '../../src/shared/personal/erasure-watch';
import { KEYS_LAST_MS, KeyRing } from '../../src/shared/personal/key-ring';
import { keyedBy, keysBeside, subjectKeysIn } from '../../src/shared/personal/keyed';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import { RememberedStreams } from '../../src/write/remembered-streams';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';

const stores = useStores();
const closing: (() => Promise<void>)[] = [];
let now: number;
let ada: RiderId;
let tripId: TripId;

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

beforeEach(() => {
  now = 0;
  ada = `ada-${randomUUID()}` as RiderId;
  tripId = randomUUID() as TripId;
});

/** One process of the write side, with keys and a memory of its own. */
async function aProcess(lastMs = KEYS_LAST_MS) {
  const keys = await subjectKeysIn(keysBeside(stores()));
  const ring = new KeyRing(keys, lastMs);
  const personal = keyedBy(keys, ring);
  const store = new EventStoreDBEventStore(stores().eventStoreUrl, history, personal);
  closing.push(() => store.onApplicationShutdown());
  const watch = new ErasureWatch(keys, ring, () => now);
  await watch.look();
  const remembered = new RememberedStreams(10, watch);
  const door = new DecideAndAppend(store, remembered);
  const sends = (command: TripCommand, creates: boolean) => {
    const sent = { ...command.sent, commandId: randomUUID() };
    const Class = command.constructor as new (...own: unknown[]) => TripCommand;
    return door.execute(tripDecider, tripId, new Class(tripId, command.data, sent), { creates });
  };
  return {
    ...{ keys, watch },
    books: () => sends(ask.request({ riderId: ada }, { type: 'rider', id: ada }), true),
    pin: async () => {
      const [event] = (await store.readStream(`trip-${tripId}`)).events;
      return event && 'boardingPin' in event.data ? event.data.boardingPin : undefined;
    },
    matches: () => sends(ask.startMatching(), false),
    remembers: () => JSON.stringify(remembered.recall(`trip-${tripId}`)?.state ?? null),
  };
}

const SECRET = /4711|lenox-hill/;

describe('the memory of a process', () => {
  it('forgets who was erased in another, as soon as it has looked', async () => {
    const [here, elsewhere] = [await aProcess(), await aProcess()];
    await here.books();
    expect(here.remembers()).toMatch(SECRET);
    await here.watch.look();
    expect(here.remembers()).toMatch(SECRET);
    await elsewhere.keys.shred(ada);
    await here.watch.look();
    expect(here.remembers()).toBe('null');
  });

  it('goes on with placeholders, and does not remember even these', async () => {
    const [here, elsewhere] = [await aProcess(), await aProcess()];
    await here.books();
    await elsewhere.keys.shred(ada);
    await here.watch.look();
    const { state } = await here.matches();
    expect(state).toMatchObject({ status: 'Matching', boardingPin: '0000' });
    expect(here.remembers()).toBe('null');
  });

  it('keeps nothing of what somebody says who was erased before', async () => {
    const here = await aProcess();
    await here.keys.shred(ada);
    await here.books();
    expect(here.remembers()).toBe('null');
  });

  it('is not used by a process that cannot have heard of an erasure', async () => {
    const here = await aProcess();
    await here.books();
    await here.watch.look();
    now += KEYS_LAST_MS - 1;
    expect(here.remembers()).toMatch(SECRET);
    now += 1;
    expect(here.remembers()).toBe('null');
  });

  it('needs a key only once while it is sure to hear of its end', async () => {
    const [here, elsewhere] = [await aProcess(0), await aProcess()];
    await here.books();
    const look = jest.spyOn(here.keys, 'find');
    expect(await here.pin()).toBe('4711');
    expect(look).not.toHaveBeenCalled();
    await elsewhere.keys.shred(ada);
    await here.watch.look();
    expect(await here.pin()).toBe('0000');
    expect(look).not.toHaveBeenCalled();
    now += KEYS_LAST_MS;
    expect(await here.pin()).toBe('0000');
    expect(look).toHaveBeenCalled();
  });

  it('keeps whoever was not erased', async () => {
    const [here, elsewhere] = [await aProcess(), await aProcess()];
    await here.books();
    await elsewhere.keys.shred(`eve-${randomUUID()}`);
    await here.watch.look();
    expect(here.remembers()).toMatch(SECRET);
  });
});
