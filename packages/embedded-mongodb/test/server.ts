import {
  MongoClient,
  type Collection,
  type Db,
  type Document,
  type MongoClientOptions,
} from 'mongodb';
import { startMongoDB, type MongoDB } from '../src/index';

export interface Running {
  readonly server: MongoDB;
  readonly client: MongoClient;
  readonly db: Db;
  /** An empty collection of its own. */
  collection<T extends Document = Document>(name?: string): Collection<T>;
}

let next = 1;

/** A server in memory and a client of the official driver, started before and closed after a file's specs. */
export function runningServer(options: MongoClientOptions = {}): Running {
  let server: MongoDB | undefined;
  let client: MongoClient | undefined;
  beforeAll(async () => {
    server = await startMongoDB({ port: 0 });
    client = new MongoClient(server.url, options);
    await client.connect();
  });
  afterAll(async () => {
    await client?.close();
    await server?.close();
  });
  return {
    get server() {
      return server as MongoDB;
    },
    get client() {
      return client as MongoClient;
    },
    get db() {
      return (client as MongoClient).db('test');
    },
    collection: <T extends Document>(name = `c${next++}`) =>
      (client as MongoClient).db('test').collection<T>(name),
  };
}

/** What a promise was rejected with. */
export async function refusal(promise: Promise<unknown>): Promise<Record<string, unknown>> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) return outcome.error as Record<string, unknown>;
  throw new Error(`not refused: ${JSON.stringify(outcome.value)}`);
}
