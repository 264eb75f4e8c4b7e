import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { crashingAt, type CrashPoint, type Crashing } from '#test/crash-points';
import { documentsIn, engineOn } from '#test/engine';
import { begin, eventsIn, everyEntry, fresh } from '#test/log';
import { built } from '#test/projection-spec';
import { useStores } from '#test/stores';
import * as the from '#test/trip.samples';
import type { ReadModel } from '../../src/read/engine/read-models';
import type { RebuildOptions } from '../../src/read/engine/rebuild/rebuild';
import { RebuildInProgress } from '../../src/read/engine/rebuild/rebuild.errors';
import { tripLive } from '../../src/read/trip-live/trip-live';
import { UnreadableEvent, type LogEntry } from '../../src/shared/event-store/log-entry';
import type { TripEvent } from '../../src/shared/events/trip.events';

/** Short, since the one who resumes waits for it. */
const LEASES_LAST_MS = 60;
/** So few that most documents leave memory and come back. */
const memory = { documents: 3, bytes: 1_000_000 };

const stores = useStores();
const quietly = () => undefined;
let databases = 0;
let entries: LogEntry[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  const { store } = stores();
  const lives: TripEvent[][] = [
    [the.requested(), the.matching(), the.assigned(), the.arrived()],
    [the.requested(), the.cancelled()],
    [the.requested(), the.matching()],
  ];
  for (let index = 0; index < 9; index++) {
    const events = (lives[index % lives.length] ?? []).map(
      ({ type, data }) => ({ type, data: { ...data, tripId: `trip-${index}` } }) as TripEvent,
    );
    await begin(store, `trip-trip-${index}`, events);
    if (index !== 4) continue;
    const poison = fresh({ type: 'Unknown', data: {} });
    await store.append('trip-trip-0', 3n, [poison]);
    await store.append('trip-trip-0', 4n, [fresh(the.cancelled({ tripId: 'trip-0' as never }))]);
  }
  entries = await everyEntry(store.readAll());
  const { rebuild } = engineOn(store, stores().db);
  for (let build = 2; build <= 3; build++) await rebuild.run([tripLive], {}, quietly);
});

/** A database of its own: a build is live, one would be gone back to, and the first is to be cleared away. */
async function fresher(): Promise<string> {
  const { client } = stores().db;
  const url = new URL(stores().mongoUrl);
  url.pathname = `/crash_${(databases += 1)}`;
  const db = client.db(url.pathname.slice(1));
  for (const { name } of await stores().db.listCollections().toArray()) {
    const documents = await stores().db.collection(name).find().toArray();
    await db.createCollection(name);
    if (documents.length > 0) await db.collection(name).insertMany(documents);
  }
  return url.href;
}

async function rebuildOn({ client }: Crashing, options: RebuildOptions) {
  const engine = engineOn(stores().store, client.db(), undefined, LEASES_LAST_MS);
  await engine.rebuild.run([tripLive], { memory, ...options }, quietly);
}

/** A process of its own, which dies at the point if it comes that far. @returns the commands that it gave */
async function died(url: string, point: CrashPoint, work: (process: Crashing) => Promise<void>) {
  const dying = await crashingAt(url, point);
  const outcome = await work(dying).then(
    () => 'done',
    () => 'died',
  );
  const crashed = dying.hasCrashed();
  if (!crashed) expect(outcome).toBe('done');
  await dying.close();
  return { crashed, names: dying.commands() };
}

/** What a process that starts later does: it goes on, or begins when nothing was begun; until the lease is free. */
async function finish(process: Crashing): Promise<void> {
  for (;;) {
    const model = await registry(process);
    if (model.live.collection.endsWith('_b4')) return;
    await rebuildOn(process, { resume: model.building !== null }).catch((error: unknown) => {
      if (!(error instanceof RebuildInProgress)) throw error;
    });
  }
}

/** The one who comes last finds everything as it should be. */
async function expectFinished(url: string, points: readonly CrashPoint[]): Promise<void> {
  const last = await crashingAt(url);
  await finish(last);
  await expectWhole(last, points);
  await last.client.db().dropDatabase();
  await last.close();
}

async function registry({ client }: Crashing): Promise<ReadModel> {
  const { readModels } = engineOn(stores().store, client.db());
  const model = await readModels.find(tripLive.name);
  if (!model) throw new Error('It was prepared');
  return model;
}

async function expectWhole(process: Crashing, points: readonly CrashPoint[]) {
  const db = process.client.db();
  const { live, previous, building } = await registry(process);
  const readable = entries.filter((entry) => {
    try {
      return entry.events.length > 0 && entry.stored.stream !== 'trip-trip-0';
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableEvent);
      return false;
    }
  });
  const parkedFrom = entries.filter(({ stored }) => stored.stream === 'trip-trip-0').slice(0, 4);
  const expected = built(tripLive, eventsIn([...parkedFrom, ...readable]));
  expect([points, await documentsIn(db, live.collection)]).toEqual([points, expected]);
  expect(building).toBeNull();
  expect(live.events).toBe(entries.length);
  const letters = db.collection<{ collection: string; fault: string }>('dead_letters');
  const faults = await letters.find({ collection: live.collection }).toArray();
  expect(faults.map(({ fault }) => fault)).toEqual(['unreadable', 'behind another']);
  // What the next rebuild would begin with.
  await engineOn(stores().store, db).operations.sweep(tripLive);
  const there = await db.listCollections().toArray();
  const kept = there.map(({ name }) => name).filter((name) => name.startsWith(tripLive.name));
  expect(kept.sort()).toEqual([previous?.collection, live.collection]);
  const indexes = await db.collection(live.collection).indexes();
  expect(indexes).toHaveLength(tripLive.indexes.length + 1);
}

const WHEN = ['before', 'after'] as const;

describe('a rebuild that dies', () => {
  it.each(WHEN)(
    'ends as if nothing had happened, whichever command it dies %s',
    async (when) => {
      for (let command = 1; ; command++) {
        const point = { command, when };
        const url = await fresher();
        const { crashed, names } = await died(url, point, (dying) => rebuildOn(dying, {}));
        await expectFinished(url, [point]);
        if (crashed) continue;
        console.log(
          `${names.length} commands, died ${when} each: ${[...new Set(names)].join(', ')}`,
        );
        expect(names.length).toBeGreaterThan(20);
        break;
      }
    },
    120_000,
  );

  it('ends so too when the one who goes on dies as well, wherever', async () => {
    const points = fc.record({
      command: fc.integer({ min: 1, max: 45 }),
      when: fc.constantFrom(...WHEN),
    });
    await fc.assert(
      fc.asyncProperty(points, points, async (first, second) => {
        const url = await fresher();
        await died(url, first, (dying) => rebuildOn(dying, {}));
        await died(url, second, finish);
        await expectFinished(url, [first, second]);
      }),
      { numRuns: 15 },
    );
  }, 120_000);
});
