import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEventStoreDB } from 'embedded-eventstoredb';
import { startMongoDB } from 'embedded-mongodb';
import { MongoClient, type Db } from 'mongodb';
import { EventStoreDBEventStore } from '../../src/shared/event-store/eventstoredb.event-store';
import { history } from '../../src/shared/events/history';
import { keyedBy, keysBeside, subjectKeysIn } from '../../src/shared/personal/keyed';

// One for all specs, and for the processes that they start.
process.env.PERSONAL_KEY_FILE ??= join(tmpdir(), 'hailstream-spec', 'master.key');

/** Both databases of a spec file, and the app's own clients of them. */
export interface Stores {
  readonly eventStoreUrl: string;
  /** Names a database of this spec file's own. */
  readonly mongoUrl: string;
  readonly store: EventStoreDBEventStore;
  readonly db: Db;
  close(): Promise<void>;
}

/** The embedded nodes in memory, or the real servers when `EVENTSTORE_URL` and `MONGODB_URL` name them. */
export async function startStores(): Promise<Stores> {
  const { EVENTSTORE_URL, MONGODB_URL } = process.env;
  if (EVENTSTORE_URL !== undefined && MONGODB_URL !== undefined) {
    return connected(EVENTSTORE_URL, MONGODB_URL, () => Promise.resolve());
  }
  const [events, models] = await Promise.all([
    startEventStoreDB({ port: 0, worker: true }),
    startMongoDB({ port: 0, worker: true }),
  ]);
  return connected(events.connectionString, models.url, async () => {
    await Promise.all([events.close(), models.close()]);
  });
}

/** Starts them before the specs of a file and closes them behind. */
export function useStores(): () => Stores {
  let stores: Stores | undefined;
  beforeAll(async () => {
    stores = await startStores();
  });
  afterAll(async () => stores?.close());
  return () => {
    if (!stores) throw new Error('The stores are there from beforeAll on');
    return stores;
  };
}

async function connected(
  eventStoreUrl: string,
  server: string,
  stop: () => Promise<void>,
): Promise<Stores> {
  const url = new URL(server);
  url.pathname = `/spec_${randomUUID().slice(0, 8)}`;
  const personal = keyedBy(await subjectKeysIn(keysBeside({ mongoUrl: url.href })));
  const store = new EventStoreDBEventStore(eventStoreUrl, history, personal);
  const client = await new MongoClient(url.href).connect();
  const close = async () => {
    await store.onApplicationShutdown();
    await client.db().dropDatabase();
    await client.db(`${client.db().databaseName}_keys`).dropDatabase();
    await client.close();
    await stop();
  };
  return { eventStoreUrl, mongoUrl: url.href, store, db: client.db(), close };
}
