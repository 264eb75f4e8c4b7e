import { Logger } from '@nestjs/common';
import { MongoClient } from 'mongodb';
import { crashingAt, type CrashPoint } from '#test/crash-points';
import { engineOn } from '#test/engine';
import { begin, fresh } from '#test/log';
import { useStores } from '#test/stores';
import { telling, type Told } from '#test/telling';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import type { Appended } from '../../src/shared/event-store/event-store';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import { formatPosition } from '../../src/shared/kernel/log-position';

const LEASES_LAST_MS = 250;
const stores = useStores();

/** Counts by adding: an event that is folded twice, or lost, shows. */
const told = telling(({ type, data }) => {
  if (type === 'MatchingStarted' && data.tripId === 'stuck') throw new Error('No matching here');
});
const ride = [the.requested(), the.matching(), the.assigned(), the.arrived()];
const of = (trip: string, events: readonly TripEvent[]) =>
  events.map(
    ({ type, data }) => ({ type, data: { ...data, tripId: trip as TripId } }) as TripEvent,
  );

const expected: Record<string, Told> = {
  whole: { types: ride.map(({ type }) => type) },
  stuck: { types: ['TripRequested'] },
};

describe('a projector that dies', () => {
  let last: Appended;
  let runs = 0;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    const { store } = stores();
    await begin(store, 'trip-stuck', of('stuck', ride));
    await begin(store, 'trip-gone', of('gone', [the.requested(), the.cancelled()]));
    last = await begin(store, 'trip-whole', of('whole', ride.slice(0, 1)));
    for (const [at, event] of of('whole', ride.slice(1)).entries()) {
      last = await store.append('trip-whole', BigInt(at), [fresh(event)]);
    }
  });

  /** Runs on a database of its own until it crashes, or is level; another process then goes on. */
  async function survives(point?: CrashPoint): Promise<{ crashed: boolean; commands: number }> {
    const url = new URL(stores().mongoUrl);
    url.pathname += `_${(runs += 1)}`;
    const client = await new MongoClient(url.href).connect();
    const second = engineOn(stores().store, client.db(), [told], LEASES_LAST_MS);
    const dying = await crashingAt(url.href, point);
    const first = engineOn(stores().store, dying.client.db(), [told], LEASES_LAST_MS);
    first.feed.onApplicationBootstrap();
    const goal = formatPosition(last.position);
    await until(
      async () => dying.hasCrashed() || (await second.readModels.find(told.name))?.live.position,
      (seen) => seen === true || seen === goal,
    );
    const crashed = dying.hasCrashed();
    const commands = dying.commands().length;
    await first.feed.beforeApplicationShutdown().catch(() => undefined);
    await dying.close();

    second.feed.onApplicationBootstrap();
    await second.reaches(last);
    expect(await second.documents(told)).toEqual(expected);
    const letters = await second.deadLetters.letters.find().sort({ position: 1 }).toArray();
    expect(letters.map(({ type }) => type)).toEqual(ride.slice(1).map(({ type }) => type));
    expect((await second.readModels.find(told.name))?.live.events).toBe(10);
    await second.feed.beforeApplicationShutdown();
    await client.db().dropDatabase();
    await client.close();
    return { crashed, commands };
  }

  it('between any two of its steps leaves what a plain fold of the log makes', async () => {
    const { commands, crashed } = await survives();
    expect(crashed).toBe(false);
    for (let command = 1; command <= commands; command++) {
      for (const when of ['before', 'after'] as const) await survives({ command, when });
    }
    expect(commands).toBeGreaterThan(8);
  }, 120_000);
});
