import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Stores } from '../src/first-run/embedded-nodes';
import { auditSchemas, type SchemaAudit } from '../src/schema/schema-audit';
import type { EventStore } from '../src/shared/event-store/event-store';
import { EventStoreDBEventStore } from '../src/shared/event-store/eventstoredb.event-store';
import { history } from '../src/shared/events/history';
import { formatPosition } from '../src/shared/kernel/log-position';
import { keyedBy, keysBeside, subjectKeysIn } from '../src/shared/personal/keyed';
import { projectRoot } from '../src/shared/project-root';
import { bareReadAll } from './bare-read-all';
import { timed, type Benchmark, type Figure } from './benchmark';
import { withServer, withStores } from './installation';
import { GrowingLog, originals } from './synthetic-log';

const ROUNDS = 3;

/** Every stored event through the upcasters, held against reading the log and doing nothing with it. */
export const schemaAudit: Benchmark = {
  name: 'schema-audit',
  events: 1_000_000,
  run: ({ events }) =>
    withStores(async (stores, directory) => {
      await withServer(stores, directory, ['write'], originals);
      // With the keys, as every reader has them: what is personal in a copy is sealed as that copy's own.
      const personal = keyedBy(await subjectKeysIn(keysBeside(stores)));
      const store = new EventStoreDBEventStore(stores.eventStoreUrl, history, personal);
      try {
        const log = await GrowingLog.of(store);
        await log.to(events / 2);
        const position = await seedUnliftable(store);
        await log.to(events);
        const figures = await compared(store, stores.eventStoreUrl);
        return [...figures, await reported(stores, position)];
      } finally {
        await store.onApplicationShutdown();
      }
    }),
};

async function compared(store: EventStore, url: string): Promise<Figure[]> {
  const rounds: Figure[] = [];
  let shapes = 0;
  await bareReadAll(url);
  for (let round = 0; round < ROUNDS; round++) {
    const [log, bareSeconds] = await timed(() => bareReadAll(url));
    const audit = () => auditSchemas(store.readAll(undefined, { which: 'everything' }), history);
    const [{ events, failed, byShape }, seconds] = await timed(audit);
    if (events !== log || failed !== 1) throw new Error(`${failed} failed of ${events} of ${log}`);
    shapes = Object.keys(byShape).length;
    rounds.push({
      ...{ what: `schema audit of ${events} events`, value: events / seconds, unit: ' events/s' },
      against: { what: 'bare readAll of the same log', value: log / bareSeconds },
    });
  }
  const [, median] = rounds.sort((a, b) => ratioOf(a) - ratioOf(b));
  const { what, ...rest } = median ?? { what: '', value: 0, unit: '' };
  return [{ what: `${what} of ${shapes} shapes`, ...rest }];
}

const ratioOf = ({ value, against }: Figure) => value / (against?.value ?? value);

/** A trip requested in the shape of years ago, but without the pickup that its upcaster reads. */
async function seedUnliftable(store: EventStore): Promise<string> {
  const tripId = randomUUID();
  const at = new Date().toISOString();
  const { position } = await store.append(`trip-${tripId}`, 'no stream', [
    {
      ...{ id: randomUUID(), type: 'TripRequested', data: { tripId, stops: null } },
      metadata: {
        ...{ schemaVersion: 2, occurredAt: at, recordedAt: at, cityId: 'nyc' },
        ...{ correlationId: tripId, causationId: tripId, commandId: tripId, requestHash: 'seed' },
        ...{ actor: { type: 'system', id: 'bench' }, subjectIds: [] },
      },
    },
  ]);
  return formatPosition(position);
}

/** What the command line says of it, and what it ends with. */
async function reported({ eventStoreUrl, mongoUrl }: Stores, position: string): Promise<Figure> {
  const cli = join(projectRoot, 'dist', 'src', 'cli.js');
  const env = { ...process.env, EVENTSTORE_URL: eventStoreUrl, MONGODB_URL: mongoUrl };
  const audit = spawn(process.execPath, [cli, 'schema', 'audit', '--json'], { env });
  const [out, [code]] = await Promise.all([
    text(audit.stdout),
    once(audit, 'exit') as Promise<[number]>,
  ]);
  const { failures } = JSON.parse(out) as SchemaAudit;
  const [failure] = failures;
  if (failures.length !== 1 || failure?.position !== position || code === 0) {
    throw new Error(`The seeded event at ${position} was not reported: exit ${code}, ${out}`);
  }
  const what = `seeded ${failure.shape} reported at ${position}`;
  return { what: `${what}, exit code`, value: code, unit: '', target: 'not 0' };
}
