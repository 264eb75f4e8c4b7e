import { Logger } from '@nestjs/common';
import { engineOn } from '#test/engine';
import { begin, fresh } from '#test/log';
import { startStores, type Stores } from '#test/stores';
import { telling } from '#test/telling';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import type { DeadLetter } from '../../src/read/engine/dead-letters/dead-letters';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';

let stores: Stores;
let engine: ReturnType<typeof engineOn>;
/** The trips whose matching cannot be folded just now. */
let broken: Set<string>;

const told = telling(({ type, data }) => {
  if (type === 'MatchingStarted' && broken.has(data.tripId)) throw new Error('No matching here');
});

beforeEach(async () => {
  Logger.overrideLogger(false);
  broken = new Set();
  stores = await startStores();
  engine = engineOn(stores.store, stores.db, [told]);
  engine.feed.onApplicationBootstrap();
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
});

const ride = [the.requested(), the.matching(), the.assigned(), the.arrived()];

function append(trip: string, events: readonly TripEvent[] = ride) {
  const tripId = trip as TripId;
  const own = events.map(({ type, data }) => ({ type, data: { ...data, tripId } }) as TripEvent);
  return begin(stores.store, `trip-${trip}`, own);
}

const letters = () => engine.deadLetters.letters.find().sort({ position: 1 }).toArray();
const types = async (trip: string) => (await engine.documents(told))[trip]?.types;

async function asked(letter: DeadLetter | undefined, what: 'retry' | 'skip'): Promise<void> {
  const _id = letter?._id ?? '';
  await engine.deadLetters.letters.updateOne({ _id }, { $set: { asked: what } });
  await until(letters, (left) => !left.some((each) => each.asked !== null));
}

describe('dead letters', () => {
  it('keep an event and all that comes later for its document, while others go on', async () => {
    broken.add('a');
    await append('a');
    await engine.reaches(await append('b'));
    expect(await types('a')).toEqual(['TripRequested']);
    expect(await types('b')).toHaveLength(4);
    expect((await letters()).map(({ type, fault, reason }) => [type, fault, reason])).toEqual([
      ['MatchingStarted', 'rule', 'No matching here'],
      ['DriverAssigned', 'behind another', null],
      ['DriverArrived', 'behind another', null],
    ]);
  });

  it('are folded in their order when the fault was mended and an operator asks', async () => {
    broken.add('a').add('b');
    await append('a');
    await engine.reaches(await append('b'));
    broken.clear();
    const [first] = await letters();
    await asked(first, 'retry');
    expect(await types('a')).toEqual(ride.map(({ type }) => type));
    expect(await types('b')).toEqual(['TripRequested']);
    expect(await letters()).toHaveLength(3);
    await engine.reaches(await stores.store.append('trip-a', 3n, [fresh(own(the.started(), 'a'))]));
    expect(await types('a')).toHaveLength(5);
  });

  it('wait again when the fault is still there', async () => {
    broken.add('a');
    await engine.reaches(await append('a'));
    const before = await letters();
    await asked(before[0], 'retry');
    expect((await letters()).map(({ eventId }) => eventId)).toEqual(
      before.map(({ eventId }) => eventId),
    );
    expect(await types('a')).toEqual(['TripRequested']);
  });

  it('are passed over for good when an operator decides so, in every later build too', async () => {
    broken.add('a');
    await engine.reaches(await append('a'));
    const [first] = await letters();
    await asked(first, 'skip');
    const without = ['TripRequested', 'DriverAssigned', 'DriverArrived'];
    expect(await types('a')).toEqual(without);
    expect(await letters()).toEqual([]);
    const [rebuilt] = await engine.rebuild.run([told], {}, () => undefined);
    expect(rebuilt).toMatchObject({ switched: true, parked: 0 });
    expect(await types('a')).toEqual(without);
  });

  it('survive a restart of the process, and go along with a new build', async () => {
    broken.add('a');
    await engine.reaches(await append('a'));
    await engine.feed.beforeApplicationShutdown();
    engine = engineOn(stores.store, stores.db, [told]);
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await stores.store.append('trip-a', 3n, [fresh(own(the.started(), 'a'))]));
    expect(await letters()).toHaveLength(4);
    const [rebuilt] = await engine.rebuild.run([told], {}, () => undefined);
    expect(rebuilt).toMatchObject({ switched: true, parked: 4, parity: { parked: 1 } });
    const waiting = engine.deadLetters.letters.find({
      collection: rebuilt?.collection ?? '',
    });
    expect(await waiting.toArray()).toHaveLength(4);
    expect(await types('a')).toEqual(['TripRequested']);
  });

  it('keep the whole stream of an event that nobody can read', async () => {
    await append('a', [the.requested()]);
    await stores.store.append('trip-a', 0n, [fresh({ type: 'Unheard', data: {} })]);
    await stores.store.append('trip-a', 1n, [fresh(own(the.matching(), 'a'))]);
    await engine.reaches(await append('b'));
    expect((await letters()).map(({ fault, keys }) => [fault, keys])).toEqual([
      ['unreadable', null],
      ['behind another', ['a']],
    ]);
    expect(await types('a')).toEqual(['TripRequested']);
    const [first] = await letters();
    await asked(first, 'skip');
    expect(await types('a')).toEqual(['TripRequested', 'MatchingStarted']);
    expect(await letters()).toEqual([]);
  });
});

describe('a document that an event ends', () => {
  it('disappears, is not brought back by older events, and may begin anew', async () => {
    await engine.reaches(await append('a', [the.requested(), the.cancelled()]));
    expect(await types('a')).toBeUndefined();
    const [rebuilt] = await engine.rebuild.run([told], {}, () => undefined);
    expect(rebuilt).toMatchObject({ switched: true, parity: { refused: 0, documents: 1 } });
    expect(await types('a')).toBeUndefined();
    await engine.reaches(
      await stores.store.append('trip-a', 1n, [fresh(own(the.matching(), 'a'))]),
    );
    expect(await types('a')).toEqual(['MatchingStarted']);
  });
});

function own({ type, data }: TripEvent, tripId: string): TripEvent {
  return { type, data: { ...data, tripId } } as TripEvent;
}
