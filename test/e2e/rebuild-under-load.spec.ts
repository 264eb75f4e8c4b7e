import { setImmediate as breathe } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { useApp } from '#test/app';
import { documentsIn, engineOn } from '#test/engine';
import { eventsIn, everyEntry } from '#test/log';
import { built } from '#test/projection-spec';
import { bodies, booking, type CommandName } from '#test/trip-requests';
import type { Projection } from '../../src/read/engine/projection';
import { projections } from '../../src/read/projections';
import type { LogEntry } from '../../src/shared/event-store/log-entry';
import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import { formatPosition } from '../../src/shared/kernel/log-position';

const WRITERS = 3;
const TRIPS_BEFORE = 30;
/** No policies: the only facts are those that the writers below wait for. */
const app = useApp({ roles: ['write', 'read', 'project'] });
beforeAll(() => {
  Logger.overrideLogger(false);
});

const LIFE: readonly CommandName[] = [
  ...(['start-matching', 'assign', 'arrive', 'start', 'complete', 'finalise-fare'] as const),
  'settle',
];

/** Whole trips over HTTP, one after the other, until told to stop; answers with how many events there must be. */
async function write(name: string, token: string, goOn: (trips: number) => boolean) {
  const { ask } = app();
  let events = 0;
  for (let trips = 0; goOn(trips); trips++) {
    const path = `/v1/trips/${name}-${trips}`;
    const body = { ...booking, riderId: 'ada' };
    expect((await ask('PUT', path, { token, body })).status).toBe(201);
    events += 1;
    const life = trips % 3 === 0 ? (['cancel'] as const) : LIFE;
    for (const command of life) {
      // The PIN is the rider's to say; operations start without one, the system has to know it.
      const answer = await ask('POST', `${path}/${command}`, { token, body: bodies[command] });
      expect([command, answer.status]).toEqual([command, 200]);
      events += 1;
    }
  }
  return events;
}

const QUERIES: readonly (readonly [path: string, list: string])[] = [
  ['/v1/trips/before-0-1', 'stops'],
  ['/v1/trips/before-0-1/timeline', 'entries'],
  ['/v1/riders/ada/trips', 'trips'],
  ['/v1/ops/trips?status=Settled&zone=140', 'trips'],
  ['/v1/market/hours', 'rows'],
];

/** Asks one query again and again: there is always an answer, never an empty one, and time never runs backwards. */
async function poll(query: (typeof QUERIES)[number], token: string, goOn: () => boolean) {
  const [path, list] = query;
  let last = '';
  let polls = 0;
  for (; goOn(); polls++) {
    const { status, body } = await app().ask('GET', path, { token });
    expect([path, status]).toEqual([path, 200]);
    expect((body[list] as unknown[]).length).toBeGreaterThan(0);
    const { position } = body.asOf as { position: string };
    expect(position >= last).toBe(true);
    last = position;
    await breathe();
  }
  return polls;
}

describe('rebuilding every read model twice while trips run and readers poll', () => {
  it('breaks nothing, shows nothing empty or older, and loses no event', async () => {
    const { token, stores } = app();
    const engine = engineOn(stores.store, stores.db);
    const [system, ops] = [await token('system', 'load'), await token('ops', 'olga')];
    const before = await Promise.all(
      Array.from({ length: WRITERS }, (_, index) =>
        write(`before-${index}`, system, (trips) => trips < TRIPS_BEFORE / WRITERS),
      ),
    );
    await engine.reaches(lastOf(await everyEntry(stores.store.readAll())));

    let rebuilding = true;
    const goOn = () => rebuilding;
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      write(`during-${index}`, system, goOn),
    );
    const readers = QUERIES.map((query) => poll(query, ops, goOn));
    const rebuild = async () => {
      const [first] = projections;
      await engine.rebuild.run(projections.slice(1), {}, () => undefined);
      if (first) await engine.rebuild.run([first], {}, () => undefined);
      await engine.rebuild.run(projections, {}, () => undefined);
    };
    const [written, polls] = await Promise.all([
      Promise.all(writers),
      Promise.all(readers),
      rebuild().finally(() => (rebuilding = false)),
    ]);

    const entries = await everyEntry(stores.store.readAll());
    const events = sum(before) + sum(written);
    expect(entries).toHaveLength(events);
    expect(sum(polls)).toBeGreaterThan(QUERIES.length);
    const end = lastOf(entries);
    await engine.reaches(end);

    for (const projection of projections) await expectEqualBuilds(projection);

    async function expectEqualBuilds(projection: Projection<object>) {
      const model = await engine.readModels.find(projection.name);
      expect(model?.live).toMatchObject({ events, position: end.at });
      expect(model?.builds).toBe(3);
      const live = await engine.documents(projection);
      expect(live).toEqual(built(projection, eventsIn(entries)));
      // The build before stopped somewhere: what it holds is the log up to there, document by document.
      const { collection = '' } = model?.previous ?? {};
      const old = await documentsIn(stores.db, collection);
      const upTo = await furthest(collection);
      expect(old).toEqual(built(projection, eventsUpTo(eventsIn(entries), upTo)));
    }
    console.log(`${events} events, ${sum(polls)} polls, ${projections.length * 2} rebuilds`);
  }, 300_000);
});

/** The log itself may go on behind it, with what the engine keeps for itself: read models never come to that. */
function lastOf(facts: readonly LogEntry[]): LogEntry {
  const last = facts.at(-1);
  if (!last) throw new Error('Nothing was written');
  return last;
}

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

const eventsUpTo = (events: readonly RecordedTripEvent[], position: string) =>
  events.filter((event) => formatPosition(event.position) <= position);

/** The last event that any document of a build reflects: the feed may have gone on a little after its checkpoint. */
async function furthest(collection: string): Promise<string> {
  const found = app().stores.db.collection<{ _id: string; _at: string }>(collection);
  const [last] = await found.find().sort({ _at: -1 }).limit(1).toArray();
  return last?._at.split('/').slice(0, 2).join('/') ?? '';
}
