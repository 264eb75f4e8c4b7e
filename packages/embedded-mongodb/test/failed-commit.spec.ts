import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Database, RootDatabase } from 'lmdb';
import { MongoClient, MongoServerError } from 'mongodb';
import { startMongoDB } from '../src/index';
import { dataDirectories } from './data-directory';
import { refusal, runningServer } from './server';

const CLI = join(__dirname, '../dist/cli.js');
/** In blocks of 512 bytes, or of 1024, as the shell has it. */
const LARGEST_FILE = 4096;

const dataDirectory = dataDirectories();

const opened: RootDatabase[] = [];
jest.mock('lmdb', () => {
  const lmdb = jest.requireActual<{ open: (options: object) => RootDatabase }>('lmdb');
  const open = (options: object) => {
    const root = lmdb.open(options);
    opened.push(root);
    return root;
  };
  return { ...lmdb, open };
});

/** LMDB gives up so many of the next transactions of the server after everything was written. */
function refuseNext(transactions: number): void {
  const all = Object.getPrototypeOf(opened[0]) as Database;
  const transactionSync: Database['transactionSync'] = Reflect.get(all, 'transactionSync');
  // One way to commit, however slow the machine is.
  jest.spyOn(all, 'transaction').mockImplementation(async function (this: Database, work) {
    await Promise.resolve();
    return this.transactionSync(work);
  });
  const refusing = jest.spyOn(all, 'transactionSync');
  for (let left = transactions; left > 0; left--) {
    refusing.mockImplementationOnce(function (this: Database, work) {
      return transactionSync.call(this, () => {
        work();
        throw Object.assign(new Error('MDB_BAD_TXN'), { code: -30782 });
      });
    });
  }
}

afterEach(() => jest.restoreAllMocks());

describe('a commit that LMDB refuses', () => {
  const running = runningServer({ retryWrites: false });

  it('is done anew: what was written is there once, and counted once', async () => {
    const trips = running.collection<{ _id: number; a: number }>('trips');
    await trips.createIndex({ a: 1 });
    refuseNext(2);
    await Promise.all([1, 2, 3].map((_id) => trips.insertOne({ _id, a: _id })));
    refuseNext(1);
    await trips.updateMany({}, { $inc: { a: 1 } });
    expect(await trips.find().toArray()).toEqual([1, 2, 3].map((_id) => ({ _id, a: _id + 1 })));
    expect(await trips.estimatedDocumentCount()).toBe(3);
    expect(await running.db.command({ validate: 'trips' })).toMatchObject({ valid: true });
  });

  it('fails its commands in the end, and leaves nothing of them', async () => {
    const drivers = running.collection('drivers');
    refuseNext(3);
    expect(await refusal(drivers.insertOne({ a: 1 }))).toMatchObject({ codeName: 'InternalError' });
    expect(await drivers.countDocuments()).toBe(0);
    expect(await running.db.listCollections({ name: drivers.collectionName }).toArray()).toEqual(
      [],
    );
    await drivers.insertOne({ a: 2 });
    expect(await drivers.countDocuments()).toBe(1);
  });

  it('aborts a transaction, which the driver runs again', async () => {
    const riders = running.collection<{ _id: number }>('riders');
    await riders.insertOne({ _id: 0 });
    let runs = 0;
    await running.client.withSession((session) =>
      session.withTransaction(async () => {
        await riders.insertOne({ _id: 1 }, { session });
        await riders.insertOne({ _id: 2 }, { session });
        if (runs++ === 0) refuseNext(1);
      }),
    );
    expect(runs).toBe(2);
    expect(await riders.countDocuments()).toBe(3);
  });
});

/** Starts a server whose files cannot grow for ever: beyond, the system refuses every write, as a full disk does. */
async function startConfined(data: string): Promise<{ child: ChildProcess; url: string }> {
  const confined = `trap '' XFSZ; ulimit -f ${LARGEST_FILE}; exec "$0" "$@"`;
  const server = [process.execPath, CLI, '--port', '0', '--data', data];
  const child = spawn('sh', ['-c', confined, ...server], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return { child, url: /mongodb:\S+/.exec(String(line))?.[0] ?? '' };
}

describe('a full disk', () => {
  it('refuses writes; the server goes on reading, and nothing it acknowledged is lost', async () => {
    const data = dataDirectory();
    const { child, url } = await startConfined(data);
    const exited = once(child, 'exit');
    const client = new MongoClient(url, { retryWrites: false });
    const trips = client.db('test').collection<{ _id: number; text: string }>('trips');
    await trips.createIndex({ text: 1 });
    const kept: number[] = [];
    let failure: unknown;
    for (let first = 0; failure === undefined; first += 100) {
      const ids = Array.from({ length: 100 }, (_, n) => first + n);
      await trips.insertMany(ids.map((_id) => ({ _id, text: String(_id).repeat(40) }))).then(
        () => kept.push(...ids),
        (error: unknown) => (failure = error),
      );
    }
    expect(failure).toBeInstanceOf(MongoServerError);
    expect(await trips.countDocuments()).toBe(kept.length);
    expect(await trips.findOne({ _id: 50 })).toMatchObject({ _id: 50 });
    await client.close();
    child.kill('SIGTERM');
    await exited;

    const server = await startMongoDB({ port: 0, data });
    const again = new MongoClient(server.url);
    const found = again.db('test').collection<{ _id: number }>('trips');
    expect((await found.find().toArray()).map(({ _id }) => _id)).toEqual(kept);
    expect(await again.db('test').command({ validate: 'trips' })).toMatchObject({ valid: true });
    await again.close();
    await server.close();
  });
});
