import { ofTrip } from '#test/appended';
import { documentsIn } from '#test/engine';
import { openTrips } from '#test/forgetful';
import { eventsIn, everyEntry, fresh, metadata } from '#test/log';
import { built } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import { useEngine } from '#test/use-engine';
import { RebuildInProgress, NothingToDo } from '../../src/read/engine/rebuild/rebuild.errors';
import { marketHour } from '../../src/read/market-hour/market-hour';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { LogEntry } from '../../src/shared/event-store/log-entry';

const { stores, engine, append } = useEngine();

const quietly = () => undefined;
const ride = [the.requested(), the.matching(), the.assigned(), the.arrived()];
const entries = () => everyEntry(stores().store.readAll());

/** Trips that were recorded a minute apart, beginning at 04:00; the clock of the third was ten minutes fast. */
async function recordedEveryMinute(): Promise<void> {
  for (const [index, minute] of [0, 1, 12, 3].entries()) {
    const [event] = ofTrip(`trip-${index}`, [the.requested()]);
    if (!event) throw new Error('There is one event');
    const recordedAt = `2014-04-01T04:${String(minute).padStart(2, '0')}:00.000Z`;
    const written = { ...fresh(event), metadata: metadata({ schemaVersion: 3, recordedAt }) };
    await stores().store.append(`trip-trip-${index}`, 'no stream', [written]);
  }
}

describe('a read model as of a moment', () => {
  it('is what a fold of the log up to that position makes, tombstones and indexes included', async () => {
    await append(...ofTrip('a', ride), ...ofTrip('b', [the.requested(), the.cancelled()]));
    await append(...ofTrip('a', [the.started()]));
    const log = await entries();
    for (const projection of [...projections, openTrips]) {
      for (const end of [1, 5, 6, 7]) {
        const { at: position } = log[end - 1] as LogEntry;
        const past = await engine().timeTravel.build(projection, { position }, quietly);
        const expected = built(projection, eventsIn(log.slice(0, end)));
        expect(await documentsIn(stores().db, past._id)).toEqual(expected);
        expect(past).toMatchObject({
          ...{ readModel: projection.name, asOf: { position }, parked: 0 },
          ...{ documents: Object.keys(expected).length, build: { position, events: end } },
        });
        const indexes = await stores().db.collection(past._id).indexes();
        expect(indexes).toHaveLength(projection.indexes.length + 1);
      }
    }
  });

  it('ends before the first event that was recorded later, whatever clocks said behind it', async () => {
    await recordedEveryMinute();
    const keysAt = async (time: string) => {
      const past = await engine().timeTravel.build(tripLive, { time }, quietly);
      return Object.keys(await documentsIn(stores().db, past._id));
    };
    expect(await keysAt('2014-04-01T03:59:59.999Z')).toEqual([]);
    expect(await keysAt('2014-04-01T04:01:00.000Z')).toEqual(['trip-0', 'trip-1']);
    expect(await keysAt('2014-04-01T04:05:00.000Z')).toEqual(['trip-0', 'trip-1']);
    expect(await keysAt('2099-01-01T00:00:00.000Z')).toHaveLength(4);
  });

  it('stands beside the live one, tells how far it is, and can be listed, made anew and dropped', async () => {
    engine().feed.onApplicationBootstrap();
    await engine().reaches(await append(...ofTrip('a', ride)));
    await engine().feed.beforeApplicationShutdown();
    const before = [await engine().readModels.all(), await engine().documents(tripLive)];
    const asOf = { time: '2014-04-01T04:11:00.000Z' };
    const told: number[] = [];
    const past = await engine().timeTravel.build(tripLive, asOf, ({ events }) => told.push(events));
    expect(past._id).toBe(`rider_trip_live_v${tripLive.version}_asof_20140401T041100000Z`);
    expect(told.at(-1)).toBe(4);
    expect([await engine().readModels.all(), await engine().documents(tripLive)]).toEqual(before);

    const [row] = await engine().timeTravel.list(marketHour.name);
    expect(row).toBeUndefined();
    expect(await engine().timeTravel.build(tripLive, asOf, quietly)).toMatchObject({
      documents: 1,
    });
    expect((await engine().timeTravel.list()).map(({ _id }) => _id)).toEqual([past._id]);

    expect(await engine().timeTravel.drop(past._id)).toMatchObject({ readModel: tripLive.name });
    expect(await engine().timeTravel.list()).toEqual([]);
    expect(await stores().db.listCollections({ name: past._id }).toArray()).toEqual([]);
    await expect(engine().timeTravel.drop(past._id)).rejects.toThrow(NothingToDo);
    await expect(engine().timeTravel.drop('read_models')).rejects.toThrow(NothingToDo);
    const deeds = await engine().history.of(tripLive.name, 10);
    expect(deeds.map(({ what }) => what)).toEqual(['dropped', 'built as of', 'built as of']);
  });

  it('is built by one at a time, and what was broken off is in the list', async () => {
    await append(...ofTrip('a', ride));
    const [{ at: position }] = (await entries()) as [LogEntry];
    let second: Promise<unknown> | undefined;
    let unfinished: Promise<unknown> | undefined;
    await engine().timeTravel.build(tripLive, { position }, () => {
      second ??= expect(engine().timeTravel.build(tripLive, { position }, quietly)).rejects.toThrow(
        RebuildInProgress,
      );
      unfinished ??= expect(engine().timeTravel.list()).resolves.toMatchObject([{ build: null }]);
    });
    expect(second).toBeDefined();
    await second;
    await unfinished;
  });

  it('counts what could not be folded, and passes over what an operator skipped', async () => {
    await append(...ofTrip('a', ride));
    await stores().store.append('trip-x', 'no stream', [fresh({ type: 'Unknown', data: {} })]);
    const last = (await entries()).at(-1) as LogEntry;
    const past = await engine().timeTravel.build(tripLive, { position: last.at }, quietly);
    expect(past).toMatchObject({ documents: 1, parked: 1 });
    expect(await engine().deadLetters.letters.countDocuments()).toBe(0);
    const { id: eventId, type, stream } = last.stored;
    const skip = { projection: tripLive.name, eventId, type, stream, skippedAt: new Date() };
    await engine().deadLetters.skips.insertOne({ _id: `${tripLive.name}/${eventId}`, ...skip });
    const again = await engine().timeTravel.build(tripLive, { position: last.at }, quietly);
    expect(again).toMatchObject({ documents: 1, parked: 0 });
  });
});
