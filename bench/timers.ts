import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { EventStoreDBClient, START } from '@eventstore/db-client';
import type { DataDirectory } from '../src/first-run/data-directory';
import type { Stores } from '../src/first-run/embedded-nodes';
import type { LogPosition } from '../src/shared/kernel/log-position';
import { timed, type Benchmark, type Figure } from './benchmark';
import { headOf } from './commands';
import { withServer, withStores } from './installation';
import { Latencies } from '../src/replay/latencies';
import { bookRides, listTimers } from './pending-timers';

const RIDES = 3000;
const OVERDUE = 1000;
const NOTICE_MS = 20_000;
const SPREAD_MS = 30_000;
const MIB = 2 ** 20;

/** What many pending timers cost, how exactly they fire, and how soon after a restart. */
export const timers: Benchmark = {
  name: 'timers',
  run: ({ timers: pending }) =>
    withStores(async (stores, directory) => {
      const client = EventStoreDBClient.connectionString(stores.eventStoreUrl);
      const before = await heapOfRole(stores, directory);
      const [, listingS] = await timed(() => listTimers(client, pending));
      const live = await fireOnTime({ stores, directory, client });
      const late = await fireLate({ stores, directory, client });
      await client.dispose();
      const many = pending.toLocaleString('en');
      return [
        { what: `listing ${many} timers, 500 in an append`, value: pending / listingS, unit: '/s' },
        {
          what: `heap of the role "process" with ${many} timers pending`,
          value: live.heap,
          unit: 'MiB',
          against: { what: 'with none', value: before },
        },
        ...live.figures,
        { what: `restart until ${OVERDUE} timers that came due meanwhile have fired`, ...late },
      ];
    }),
};

interface Setting {
  readonly stores: Stores;
  readonly directory: DataDirectory;
  readonly client: EventStoreDBClient;
}

/** Rides come due one after the other while the role runs. */
async function fireOnTime({ stores, directory, client }: Setting) {
  return withServer(stores, directory, ['process'], async () => {
    await caughtUp({ stores, directory, client });
    const head = await headOf(stores.eventStoreUrl);
    const from = Date.now() + NOTICE_MS;
    await bookRides(client, RIDES, from, from + SPREAD_MS);
    const firings = await seen(client, 'TimerFired', RIDES, head);
    const errors = new Latencies();
    for (const { data, metadata } of firings) {
      errors.record(Date.parse(metadata.recordedAt) - Date.parse(data.dueAt));
    }
    const { p50, p99 } = errors.percentiles;
    const rate = Math.round((RIDES / SPREAD_MS) * 1000);
    const figures: Figure[] = [
      { what: `timers fire after they are due, p50 at ${rate}/s`, value: p50, unit: 'ms' },
      { what: 'timers fire after they are due, p99', value: p99, unit: 'ms', target: '< 100 ms' },
    ];
    return { figures, heap: heapUsed() };
  });
}

/** Until a ride that is due at once has come due: whatever was in the log before has been read. */
async function caughtUp({ stores, client }: Setting): Promise<void> {
  const head = await headOf(stores.eventStoreUrl);
  await bookRides(client, 1, Date.now(), Date.now());
  await seen(client, 'TimerFired', 1, head);
}

/** Rides come due while nobody is there. */
async function fireLate({ stores, directory, client }: Setting) {
  const head = await headOf(stores.eventStoreUrl);
  const due = Date.now() + NOTICE_MS;
  await withServer(stores, directory, ['process'], async () => {
    await bookRides(client, OVERDUE, due, due);
    await seen(client, 'TimerSet', 2 * OVERDUE, head);
  });
  await pause(Math.max(0, due - Date.now()));
  const began = performance.now();
  const value = await withServer(stores, directory, ['process'], async () => {
    await seen(client, 'TimerFired', OVERDUE, head);
    return (performance.now() - began) / 1000;
  });
  return { value, unit: 's' };
}

function heapOfRole(stores: Stores, directory: DataDirectory): Promise<number> {
  return withServer(stores, directory, ['process'], async () => {
    await pause(NOTICE_MS / 10);
    return heapUsed();
  });
}

/** Of this thread, which is the server's alone, after a full collection. */
function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / MIB;
}

interface Seen {
  readonly data: { readonly dueAt: string };
  readonly metadata: { readonly recordedAt: string };
}

/** The events of this type since a place in the log, as soon as there are so many. */
async function seen(
  client: EventStoreDBClient,
  type: string,
  count: number,
  since: LogPosition | undefined,
): Promise<Seen[]> {
  const found: Seen[] = [];
  const subscription = client.subscribeToAll({
    fromPosition: since ?? START,
    filter: { filterOn: 'eventType', checkpointInterval: 1000, prefixes: [type] },
  });
  for await (const { event } of subscription) {
    if (event?.type === type) found.push(event as unknown as Seen);
    if (found.length >= count) break;
  }
  return found;
}
