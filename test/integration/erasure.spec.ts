import { Logger } from '@nestjs/common';
import type { Db } from 'mongodb';
import { crashingAt, type CrashPoint } from '#test/crash-points';
import { documentsIn, engineOn } from '#test/engine';
import { fresh } from '#test/log';
import { useStores } from '#test/stores';
import { complete } from '#test/trip-command.samples';
import * as the from '#test/trip.samples';
import type { Certificate } from '../../src/read/engine/erasure/certificate';
import { Erasure } from '../../src/read/engine/erasure/erasure';
import { ErasureBlocked, ErasureInProgress } from '../../src/read/engine/erasure/erasure.errors';
import { Purge } from '../../src/read/engine/erasure/purge';
import { SubjectExports } from '../../src/read/engine/erasure/subject-export';
import { marketHour } from '../../src/read/market-hour/market-hour';
import { projections } from '../../src/read/projections';
import type { Projection } from '../../src/read/engine/projection';
import { RebuildInProgress } from '../../src/read/engine/rebuild/rebuild.errors';
import { tripLive } from '../../src/read/trip-live/trip-live';
import { tripTimeline } from '../../src/read/trip-timeline/trip-timeline';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import type { TripEvent } from '../../src/shared/events/trip.events';
import { history } from '../../src/shared/events/history';
import { KeyRing } from '../../src/shared/personal/key-ring';
import { keysBeside, subjectKeysIn } from '../../src/shared/personal/keyed';
import { KeyedPersonalData } from '../../src/shared/personal/personal-data';
import type { SubjectKeys } from '../../src/shared/personal/subject-keys';
import { DecideAndAppend } from '../../src/write/decide-and-append';
import { tripDecider } from '../../src/write/trip/domain/trip.decider';

/** Short, since the one who resumes waits for it. */
const LEASES_LAST_MS = 100;
const KILLS = 20;
/** Each read model is erased from by the same steps: of a few of them the kills come to more of the steps. */
const FEW = [tripLive, tripTimeline, marketHour] as const;
const quietly = () => undefined;
const SECRETS = /ada-home|ada-work|40\.111|0815|ada told us/;

const stores = useStores();
let store: EventStoreDBEventStore;
let keys: SubjectKeys;

const lives: readonly TripEvent[][] = [
  [the.requested(), the.matching(), the.assigned(), the.arrived(), the.started()],
  [the.requested(), the.matching(), the.unfulfilled(), the.proposed({ reason: 'ada told us' })],
];

beforeAll(async () => {
  Logger.overrideLogger(false);
  keys = await subjectKeysIn(keysBeside(stores()));
  const personal = new KeyedPersonalData(new KeyRing(keys, 0));
  store = new EventStoreDBEventStore(stores().eventStoreUrl, history, personal);
});

afterAll(() => store.onApplicationShutdown());

/** Two trips of a rider, each with places and a PIN that nobody else has. */
async function rides(rider: string, run: string): Promise<void> {
  for (const [index, life] of lives.entries()) {
    const tripId = `${run}-${rider}-${index}`;
    const events = life.map((event) => {
      const data = { ...event.data, tripId, ...('riderId' in event.data ? booked(rider) : {}) };
      const taken = fresh({ type: event.type, data });
      return { ...taken, metadata: { ...taken.metadata, subjectIds: [`${run}-${rider}`] } };
    });
    await store.append(`trip-${tripId}`, 'no stream', events);
  }
  function booked(name: string) {
    const place = (placeRef: string) => ({
      placeRef: `${name}-${placeRef}`,
      lat: 40.111,
      lon: -73,
    });
    return {
      riderId: `${run}-${name}`,
      stops: [place('home'), place('work')],
      boardingPin: '0815',
    };
  }
}

/** Where somebody was, so many times. */
async function wasSeen(db: Db, driverId: string, times: number): Promise<void> {
  const place = { lat: 40.111, lon: -73 };
  await db.collection<{ _id: string }>('driver_positions').insertOne({ _id: driverId, ...place });
  const trail = Array.from({ length: times }, () => ({ driverId, ...place }));
  await db.collection('telemetry').insertMany(trail);
}

/** What a failed fold and a comparison have noted of each of them, with their words. */
async function told(db: Db, run: string, riders: readonly string[]): Promise<void> {
  const words = riders.map((rider) => ({ key: `${run}-${rider}-0`, says: `${rider}-home` }));
  const letters = words.map(({ key, says }) => ({
    ...{ projection: tripLive.name, collection: 'parked', position: key, eventId: key },
    ...{ stream: `trip-${key}`, type: 'TripRequested', fault: 'rule' },
    ...{ reason: `${says} is no place`, keys: [key], parkedAt: new Date(), asked: null },
  }));
  await db.collection('dead_letters').insertMany(letters);
  const deeds = words.map(({ key, says }) => ({
    ...{ readModel: tripLive.name, what: 'compared', at: new Date() },
    details: { differences: [{ key, was: says, is: 'erased' }] },
  }));
  await db.collection('read_model_history').insertMany(deeds);
}

function erasureOn(db: Db): Erasure {
  const { readModels, deadLetters, operations, timeTravel, repair, leases } = engineOn(
    ...([store, db, projections, LEASES_LAST_MS] as const),
  );
  const purge = new Purge(db, readModels, deadLetters, operations, timeTravel, repair);
  return new Erasure(db, store, keys, leases, purge);
}

/** All that a database holds, as text, by collection. */
async function everything(db: Db): Promise<Record<string, string>> {
  const names = (await db.listCollections().toArray()).map(({ name }) => name);
  const texts = names.map(async (name) => {
    const documents = await db.collection(name).find().toArray();
    return [name, JSON.stringify(documents)] as const;
  });
  return Object.fromEntries(await Promise.all(texts));
}

async function rebuilt(db: Db, some: readonly Projection<object>[] = projections): Promise<void> {
  await engineOn(store, db).rebuild.run(some, {}, quietly);
}

function databaseOf(name: string): { db: Db; url: string } {
  const url = new URL(stores().mongoUrl);
  url.pathname = `/${stores().db.databaseName}_${name}`;
  return { db: stores().db.client.db(url.pathname.slice(1)), url: url.href };
}

const own = (documents: Record<string, object>, rider: string) =>
  Object.entries(documents).filter(([key]) => key.includes(rider));

describe('erasing a person', () => {
  it('reaches every copy, and nobody else', async () => {
    const { db } = databaseOf('one');
    await rides('ada', 'one');
    await rides('eve', 'one');
    await rebuilt(db);
    await rebuilt(db);
    const engine = engineOn(store, db);
    await engine.timeTravel.build(tripLive, now(), quietly);
    const [trips, hours] = [await engine.documents(tripLive), await engine.documents(marketHour)];
    expect(JSON.stringify(await everything(db))).toMatch(SECRETS);

    const certificate = await erasureOn(db).run('one-ada', projections, { drainMs: 0 });

    const left = await everything(db);
    const ofEve = JSON.stringify(own(trips, 'one-eve'));
    expect(ofEve).toContain('eve-home');
    const after = await engine.documents(tripLive);
    expect(JSON.stringify(own(after, 'one-eve'))).toBe(ofEve);
    expect(JSON.stringify(own(after, 'one-ada'))).not.toMatch(SECRETS);
    expect(telling(left)).toEqual([]);
    expect(await engine.documents(marketHour)).toEqual(hours);
    expect(certificate).toMatchObject({ subject: 'one-ada', eventsInTheClear: 0, streams: 2 });
    expect(certificate.events).toBe(lives.flat().length);

    // A rebuild compares what it built with what is live, and switches only when both are the same.
    await rebuilt(db);
    const exported = new SubjectExports(db, store, engine.readModels);
    expect(JSON.stringify(await exported.of('one-ada', projections))).not.toMatch(/ada-home|0815/);
    const ofEves = await exported.of('one-eve', projections);
    expect(JSON.stringify(ofEves.events)).toContain('eve-home');
    expect(Object.keys(ofEves.documents[tripLive.name] ?? {})).toEqual(['one-eve-0', 'one-eve-1']);
  });

  it('blanks what dead letters and comparisons say of the person, and of nobody else', async () => {
    const { db } = databaseOf('blanks');
    await rides('ada', 'blanks');
    await rides('eve', 'blanks');
    await rebuilt(db);
    await told(db, 'blanks', ['ada', 'eve']);
    const { deadLetters, notes } = await erasureOn(db).run('blanks-ada', projections, {
      drainMs: 0,
    });
    expect({ deadLetters, notes }).toEqual({ deadLetters: 1, notes: 1 });
    const letters = db.collection<{ stream: string; reason: string }>('dead_letters').find();
    const reasons = (await letters.toArray()).map(({ stream, reason }) => [stream, reason]);
    expect(reasons.sort()).toEqual([
      ['trip-blanks-ada-0', 'erased'],
      ['trip-blanks-eve-0', 'eve-home is no place'],
    ]);
    const deeds = await db.collection('read_model_history').find({ what: 'compared' }).toArray();
    expect(JSON.stringify(deeds)).not.toContain('ada-home');
    expect(JSON.stringify(deeds)).toContain('eve-home');
  });

  it('exports and removes where the person was, and nobody else', async () => {
    const { db } = databaseOf('places');
    await rides('ada', 'places');
    await rebuilt(db);
    await wasSeen(db, 'places-ada', 5010);
    await wasSeen(db, 'places-eve', 2);
    const exports = new SubjectExports(db, store, engineOn(store, db).readModels);
    const { besideTheLog: exported } = await exports.of('places-eve', projections);
    expect(exported).toMatchObject({
      driver_positions: [{ _id: 'places-eve', lat: 40.111 }],
      telemetry: [{ driverId: 'places-eve' }, { driverId: 'places-eve' }],
    });
    const certificate = await erasureOn(db).run('places-ada', projections, { drainMs: 0 });
    expect(certificate.besideTheLog).toBe(5011);
    const left = await db.collection('telemetry').find().toArray();
    expect(left.map(({ driverId }) => driverId as string)).toEqual(['places-eve', 'places-eve']);
    expect(await db.collection('driver_positions').countDocuments()).toBe(1);
  });

  it('does nothing while something of theirs is under way, but for those who may force it', async () => {
    const { db } = databaseOf('open');
    await rides('ada', 'open');
    await rebuilt(db);
    const open = () => Promise.resolve(['trip-open-ada-0']);
    const held = await keys.find(['open-ada']);
    const refused = erasureOn(db).run('open-ada', projections, { drainMs: 0, open });
    await expect(refused).rejects.toThrow(ErasureBlocked);
    expect(await keys.find(['open-ada'])).toEqual(held);
    expect(JSON.stringify(await everything(db))).toContain('ada-home');

    const erasing = { drainMs: 0, open, force: true };
    const forced = await erasureOn(db).run('open-ada', projections, erasing);
    expect(forced.openStreams).toEqual(['trip-open-ada-0']);
    const again = await erasureOn(db).run('open-ada', projections, { drainMs: 0, open });
    expect(again.openStreams).toEqual(['trip-open-ada-0']);
    expect(telling(await everything(db))).toEqual([]);
  });

  it('leaves aggregates that load and go on', async () => {
    const decided = await new DecideAndAppend(store).execute(tripDecider, 'one-ada-0', complete());
    expect(decided.events.map(({ type }) => type)).toEqual(['TripCompleted']);
  });

  it('ends the same wherever it dies', async () => {
    const { db } = databaseOf('kills');
    await rides('ada', 'kills');
    await rides('eve', 'kills');
    await rebuilt(db, FEW);
    await rebuilt(db, FEW);
    await engineOn(store, db).timeTravel.build(tripLive, now(), quietly);
    await told(db, 'kills', ['ada', 'eve']);
    await wasSeen(db, 'kills-ada', 3);
    const undisturbed = await erasedAt(db, undefined);
    const commands = undisturbed.commands.length;
    expect(undisturbed.end).toMatchObject({ deadLetters: 1, notes: 1, besideTheLog: 4 });
    expect(commands).toBeGreaterThan(KILLS);
    for (let kill = 0; kill < KILLS; kill++) {
      const command = 1 + Math.floor((kill * commands) / KILLS);
      const point: CrashPoint = { command, when: kill % 2 === 0 ? 'before' : 'after' };
      const { end, crashed, names } = await erasedAt(db, point);
      expect([point, crashed]).toEqual([point, true]);
      expect([point, names]).toEqual([point, undisturbed.names]);
      expect([point, end]).toEqual([point, undisturbed.end]);
    }
  }, 240_000);
});

const telling = (left: Readonly<Record<string, string>>) =>
  Object.keys(left).filter((name) => /ada-home|ada-work/.test(left[name] ?? ''));
const now = () => ({ time: new Date().toISOString() });
let copies = 0;

/** A copy of the database, in which an erasure dies at the point and another one finishes it. */
async function erasedAt(db: Db, point: CrashPoint | undefined) {
  const { db: copy, url } = databaseOf(`copy_${(copies += 1)}`);
  for (const { name } of await db.listCollections().toArray()) {
    const documents = await db.collection(name).find().toArray();
    await copy.createCollection(name);
    if (documents.length > 0) await copy.collection(name).insertMany(documents);
  }
  const dying = await crashingAt(url, point);
  await erasureOn(dying.client.db()).run('kills-ada', FEW, { drainMs: 0 }).catch(quietly);
  const [crashed, commands] = [dying.hasCrashed(), [...dying.commands()]];
  await dying.close();
  const { readModels, droppedCollections, ...certificate } = await finished(copy);
  const left = await everything(copy);
  expect(telling(left)).toEqual([]);
  const documents = FEW.map(async ({ name }) => {
    const model = readModels.find(({ readModel }) => readModel === name);
    return documentsIn(copy, model?.collection ?? '');
  });
  const hashes = readModels.map(({ readModel, sha256 }) => [readModel, sha256]);
  const end = {
    ...{ hashes, dropped: [...droppedCollections].sort(), events: certificate.events },
    ...{ deadLetters: certificate.deadLetters, notes: certificate.notes },
    besideTheLog: certificate.besideTheLog,
    documents: await Promise.all(documents),
  };
  await copy.dropDatabase();
  return { crashed, commands, end, names: Object.keys(left).sort() };
}

/** What an operator does: the same again, until it is done. */
async function finished(db: Db): Promise<Certificate> {
  for (;;) {
    try {
      return await erasureOn(db).run('kills-ada', FEW, { drainMs: 0 });
    } catch (error) {
      if (!(error instanceof ErasureInProgress) && !(error instanceof RebuildInProgress))
        throw error;
    }
  }
}
