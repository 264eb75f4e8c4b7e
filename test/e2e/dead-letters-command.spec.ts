import { Logger } from '@nestjs/common';
import { commandLineOn } from '#test/command-line';
import { engineOn } from '#test/engine';
import { begin, fresh } from '#test/log';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import type { DeadLetter } from '../../src/read/engine/dead-letters/dead-letters';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { TripEvent } from '../../src/shared/events/trip.events';

const LIVE = tripLive.name;

let stores: Stores;
let engine: ReturnType<typeof engineOn>;
let hailstream: ReturnType<typeof commandLineOn>;

/** A trip whose third event nobody can read, and one that is well. */
beforeEach(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  engine = engineOn(stores.store, stores.db, [tripLive]);
  hailstream = commandLineOn(stores);
  await append('a', [the.requested(), the.matching()]);
  await stores.store.append('trip-a', 1n, [fresh({ type: 'Unheard', data: { of: 'it' } })]);
  await stores.store.append('trip-a', 2n, [fresh(own(the.assigned(), 'a'))]);
  await append('b', [the.requested()]);
  await engine.rebuild.run([tripLive], {}, () => undefined);
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
});

function own({ type, data }: TripEvent, tripId: string): TripEvent {
  return { type, data: { ...data, tripId } } as TripEvent;
}

const append = (trip: string, events: readonly TripEvent[]) =>
  begin(
    stores.store,
    `trip-${trip}`,
    events.map((event) => own(event, trip)),
  );

async function waiting(): Promise<DeadLetter[]> {
  return engine.deadLetters.letters.find().sort({ position: 1 }).toArray();
}

async function headAndNext(): Promise<[DeadLetter, DeadLetter]> {
  const [head, next] = await waiting();
  if (!head || !next) throw new Error('Two wait');
  return [head, next];
}

const statusOf = async (trip: string) => (await engine.documents(tripLive))[trip]?.status;

describe('dead-letters', () => {
  it('list tells what waits, in the order of the log', async () => {
    const [head, next] = await headAndNext();
    const { code, letters } = await hailstream.answer('dead-letters', 'list', LIVE);
    expect({ code, letters }).toMatchObject({
      code: 0,
      letters: [
        { _id: head._id, type: 'Unheard', fault: 'unreadable', stream: 'trip-a' },
        { _id: next._id, type: 'DriverAssigned', fault: 'behind another' },
      ],
    });
    const { out } = await hailstream.run('dead-letters', 'list');
    expect(out).toContain(`${head._id} Unheard ${head.eventId} of trip-a: unreadable, `);
    const others = await hailstream.run('dead-letters', 'list', 'market_hour');
    expect(others).toMatchObject({ code: 0, out: 'Nothing waits\n' });
  });

  it('list leaves out what waits of builds that are not live', async () => {
    await engine.rebuild.run([tripLive], {}, () => undefined);
    expect(await waiting()).toHaveLength(4);
    const { letters } = await hailstream.answer('dead-letters', 'list');
    expect(letters).toHaveLength(2);
  });

  it('show tells of one and of its event, as it was once written', async () => {
    const [head] = await headAndNext();
    const { code, letter, event } = await hailstream.answer('dead-letters', 'show', head._id);
    expect({ code, letter, event }).toMatchObject({
      ...{ code: 0, letter: { eventId: head.eventId } },
      event: { type: 'Unheard', stream: 'trip-a', revision: 2, data: { of: 'it' } },
    });
    const { out } = await hailstream.run('dead-letters', 'show', head._id);
    expect(JSON.parse(out)).toMatchObject({ letter: { _id: head._id } });
  });

  it.each(['show', 'retry', 'skip'])('%s of what does not wait: exit code 6', async (what) => {
    const expected = what === 'skip' ? ['--expect', 'any'] : [];
    const { code, error } = await hailstream.answer('dead-letters', what, 'none', ...expected);
    expect({ code, error }).toEqual({
      code: 6,
      error: { code: 'nothing', message: 'none does not wait' },
    });
  });

  it('retry folds again, and says when it failed again: exit code 1', async () => {
    const [head] = await headAndNext();
    const { code, decided } = await hailstream.answer('dead-letters', 'retry', head._id);
    expect({ code, decided }).toMatchObject({
      ...{ code: 1, decided: [{ id: head._id, outcome: 'failed again' }] },
    });
    expect((decided as { reason: string }[])[0]?.reason).toContain('cannot be read');
    expect(await waiting()).toHaveLength(2);
  });

  it('retry-all folds what can be folded by now, queue by queue', async () => {
    const [head] = await headAndNext();
    await engine.deadLetters.letters.deleteOne({ _id: head._id });
    await engine.deadLetters.letters.updateMany({}, { $set: { fault: 'rule' } });
    const { code, out } = await hailstream.run('dead-letters', 'retry-all', LIVE);
    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining(': folded') as string,
    });
    expect(await waiting()).toEqual([]);
    expect(await statusOf('a')).toBe('EnRoute');
    const again = await hailstream.run('dead-letters', 'retry-all');
    expect(again).toMatchObject({ code: 0, out: 'Nothing waits\n' });
  });

  it('skip passes over the event that is named, and folds what waited behind it', async () => {
    const [head, next] = await headAndNext();
    const skip = (id: string, ...words: string[]) =>
      hailstream.run('dead-letters', 'skip', id, ...words);
    expect((await skip(head._id)).code).toBe(2);
    expect((await skip(head._id, '--expect', next.eventId)).code).toBe(6);
    expect((await skip(next._id, '--expect', next.eventId)).code).toBe(6);
    expect(await waiting()).toHaveLength(2);
    const { code, out } = await skip(head._id, '--expect', head.eventId);
    expect({ code, out }).toEqual({ code: 0, out: `${head._id}: skipped\n` });
    expect(await waiting()).toEqual([]);
    expect(await statusOf('a')).toBe('EnRoute');
    const [noted] = await engine.history.of(LIVE, 1);
    expect(noted).toMatchObject({
      what: 'dead letter: skip',
      details: { eventId: head.eventId, outcome: 'skipped' },
    });
    const [rebuilt] = await engine.rebuild.run([tripLive], {}, () => undefined);
    expect(rebuilt).toMatchObject({ parked: 0, switched: true });
  });

  it('leaves the decision to the projection’s writer where there is one', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append('c', [the.requested()]));
    const [head] = await headAndNext();
    const { decided } = await hailstream.answer(
      ...['dead-letters', 'skip', head._id, '--expect', head.eventId],
    );
    expect(decided).toMatchObject([{ outcome: 'skipped' }]);
    expect(await statusOf('a')).toBe('EnRoute');
  });

  it('does nothing to a build that other code folded: exit code 6', async () => {
    const [head] = await headAndNext();
    const $set = { 'live.fingerprint': 'other' };
    await engine.readModels.entries.updateOne({ _id: LIVE }, { $set });
    const { code, err } = await hailstream.run('dead-letters', 'retry', head._id);
    expect({ code, err }).toMatchObject({
      code: 6,
      err: expect.stringContaining('Other code') as string,
    });
    expect((await headAndNext())[0].asked).toBeNull();
  });
});
