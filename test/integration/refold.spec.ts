import fc from 'fast-check';
import { ofTrip } from '#test/appended';
import { openTrips } from '#test/forgetful';
import { eventsIn, everyEntry, fresh } from '#test/log';
import { built } from '#test/projection-spec';
import { logs } from '#test/random-log';
import * as the from '#test/trip.samples';
import { useEngine } from '#test/use-engine';
import { isGone, stampOf, withoutStamp, type Kept } from '../../src/read/engine/projection';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { LogEntry } from '../../src/shared/event-store/log-entry';
import type { RecordedTripEvent } from '../../src/shared/events/trip.events';

const SEED = 20140405;
const { stores, engine, append } = useEngine();

const shown = (documents: ReadonlyMap<string, Kept<object>>) =>
  Object.fromEntries(
    [...documents]
      .filter(([, each]) => !isGone(each))
      .map(([key, each]) => [key, withoutStamp(each)]),
  );
const END = '~';
const all = () => true;
const entries = () => everyEntry(stores().store.readAll());

describe(`documents folded again from the log (seed ${SEED})`, () => {
  it('are what a fold of the log makes, at its end and at any place before', async () => {
    for (const log of fc.sample(logs, { seed: SEED, numRuns: 3 })) await appendAnew(log);
    const log = await entries();
    for (const projection of [...projections, openTrips]) {
      for (const end of [log.length, Math.floor(log.length / 2), 1]) {
        const upTo = (log[end - 1] as LogEntry).at;
        const expected = built(projection, eventsIn(log.slice(0, end)));
        expect(shown(await engine().refold.documents(projection, all, upTo))).toEqual(expected);
      }
    }
  });

  it('are the wanted ones only, each with the stamp of its last event', async () => {
    await append(...ofTrip('a', [the.requested()]), ...ofTrip('b', [the.requested()]));
    await append(...ofTrip('a', [the.matching()]), ...ofTrip('b', [the.matching()]));
    const documents = await engine().refold.documents(tripLive, (key) => key === 'a', END);
    const [, , last] = eventsIn(await entries());
    expect([...documents.keys()]).toEqual(['a']);
    expect(documents.get('a')?._at).toBe(last && stampOf(last));
  });

  it('go on from one position to the next, and say how far they are', async () => {
    await append(...ofTrip('a', [the.requested(), the.matching(), the.assigned()]));
    const log = await entries();
    const refolded = await engine().refold.begin(tripLive, all);
    const told: number[] = [];
    for (const { at } of [...log, ...log]) {
      await refolded.to(at, { report: ({ build }) => told.push(build.events) });
    }
    expect(told).toEqual([1, 2, 3]);
    expect(shown(refolded.documents)).toEqual(built(tripLive, eventsIn(log)));
  });

  it('leave a tombstone behind, and come again when the log says so', async () => {
    await append(...ofTrip('a', [the.requested(), the.cancelled()]));
    const gone = await engine().refold.documents(openTrips, all, END);
    expect([...gone.values()]).toEqual([expect.objectContaining({ _id: 'a', _gone: true })]);
    await append(...ofTrip('a', [the.corrected({ to: 'Requested' })]));
    expect(shown(await engine().refold.documents(openTrips, all, END))).toEqual({
      a: { tripId: 'a', riderId: 'unknown', events: 1 },
    });
  });

  it('stand where a parked event left the live ones, and pass over what was skipped', async () => {
    engine().feed.onApplicationBootstrap();
    await append(...ofTrip('a', [the.requested()]));
    const [broken, match] = ofTrip('b', [the.requested(), the.matching()]);
    const { market: _, ...data } = broken?.data as { market?: unknown };
    await stores().store.append('trip-b', 'no stream', [fresh({ type: 'TripRequested', data })]);
    await stores().store.append('trip-b', 0n, [fresh(match as NonNullable<typeof match>)]);
    await engine().reaches(await append(...ofTrip('a', [the.matching()])));
    const expected = await engine().documents(tripLive);
    expect(Object.keys(expected)).toEqual(['a']);
    expect(shown(await engine().refold.documents(tripLive, all, END))).toEqual(expected);

    const [, skipped] = await entries();
    const { id: eventId, type, stream } = (skipped as LogEntry).stored;
    const skip = { projection: tripLive.name, eventId, type, stream, skippedAt: new Date() };
    await engine().deadLetters.skips.insertOne({ _id: `${tripLive.name}/${eventId}`, ...skip });
    await engine().deadLetters.letters.deleteMany({ projection: tripLive.name });
    expect(shown(await engine().refold.documents(tripLive, all, END))).toEqual(expected);
  });

  it('wait for a dead letter of the live build, also when they would not fail again', async () => {
    engine().feed.onApplicationBootstrap();
    await engine().reaches(await append(...ofTrip('a', [the.requested(), the.matching()])));
    const log = await entries();
    const live = await engine().readModels.find(tripLive.name);
    const [, { stored, at: position }] = log as [LogEntry, LogEntry];
    await engine().deadLetters.add(tripLive.name, { collection: live?.live.collection ?? '' }, [
      {
        ...{ position, eventId: stored.id, stream: stored.stream, type: stored.type },
        ...{ fault: 'refused by the store', reason: 'too large', keys: ['a'] },
      },
    ]);
    expect(shown(await engine().refold.documents(tripLive, all, END))).toEqual(
      built(tripLive, eventsIn(log.slice(0, 1))),
    );
  });
});

let copies = 0;

/** A log of trips of its own. */
async function appendAnew(log: readonly RecordedTripEvent[]): Promise<void> {
  const copy = (copies += 1);
  for (const event of log) await append(...ofTrip(`${event.data.tripId}-${copy}`, [event]));
}
