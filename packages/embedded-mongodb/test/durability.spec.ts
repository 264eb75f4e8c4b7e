import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient, type ServerSessionId } from 'mongodb';
import { crash } from '../src/bench/crash';
import { startMongoDB } from '../src/index';
import { dataDirectories } from './data-directory';
import { refusal } from './server';

const dataDirectory = dataDirectories();
const CLI = join(__dirname, '../dist/cli.js');

interface Child {
  readonly process: ChildProcess;
  readonly url: string;
}

async function startChild(data: string): Promise<Child> {
  const child = spawn(process.execPath, [CLI, '--port', '0', '--data', data]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  const url = /mongodb:\S+/.exec(String(line))?.[0] ?? '';
  return { process: child, url };
}

async function kill(child: Child): Promise<void> {
  if (child.process.signalCode !== null) return;
  const exited = once(child.process, 'exit');
  child.process.kill('SIGKILL');
  await exited;
}

/** Writes from several sides until the connection is lost; gives what was acknowledged. */
async function writeUntilLost(url: string, round: number, enough: () => void): Promise<number[]> {
  const client = new MongoClient(url, { retryWrites: false, serverSelectionTimeoutMS: 100 });
  const trips = client.db('test').collection<{ _id: number; a: number; b: number }>('trips');
  await trips.createIndex({ a: 1 }, {}, {});
  await trips.createIndex({ b: -1, a: 1 }, {}, {});
  const acknowledged: number[] = [];
  const write = async (lane: number) => {
    for (let i = 0; ; i++) {
      const first = (round * 10 + lane) * 100_000 + i * 5;
      const ids = [0, 1, 2, 3, 4].map((one) => first + one);
      await trips.insertMany(ids.map((_id) => ({ _id, a: _id % 7, b: _id % 11 })));
      await trips.updateMany({ _id: { $in: ids } }, { $inc: { a: 1 } });
      acknowledged.push(...ids);
      if (acknowledged.length > 300) enough();
    }
  };
  await Promise.allSettled([1, 2, 3, 4].map(write));
  await client.close();
  return acknowledged;
}

describe('a killed server', () => {
  it('has every acknowledged write, and indexes that agree with the documents', async () => {
    const data = dataDirectory();
    const acknowledged: number[] = [];
    for (let round = 0; round < 4; round++) {
      const child = await startChild(data);
      const written = writeUntilLost(child.url, round, () => child.process.kill('SIGKILL'));
      acknowledged.push(...(await written));
      await kill(child);
    }
    const server = await startMongoDB({ port: 0, data });
    const client = new MongoClient(server.url);
    const trips = client.db('test').collection<{ _id: number; a: number; b: number }>('trips');
    const all = await trips.find().toArray();
    const stored = new Map(all.map((one) => [one._id, one]));
    expect(acknowledged.filter((id) => stored.get(id)?.a !== (id % 7) + 1)).toEqual([]);
    expect(await trips.countDocuments()).toBe(all.length);
    for (let a = 0; a < 9; a++) {
      const ids = (await trips.find({ a }).toArray()).map((one) => one._id).sort((x, y) => x - y);
      expect(ids).toEqual(all.filter((one) => one.a === a).map((one) => one._id));
    }
    const byIndex = await trips
      .find({ b: { $gte: 0 } })
      .sort({ b: -1, a: 1 })
      .toArray();
    expect(byIndex).toHaveLength(all.length);
    await client.close();
    await server.close();
  });
});

/** What a driver asks after the answer to its commit was lost: the session is the old one, the server a new one. */
async function commitAgain(url: string, lsid: ServerSessionId, number: number): Promise<unknown> {
  const client = new MongoClient(url);
  try {
    return await client.withSession((session) => {
      Object.assign(session.serverSession, { id: lsid, txnNumber: number });
      return client.db('admin').command({ commitTransaction: 1, autocommit: false }, { session });
    });
  } finally {
    await client.close();
  }
}

describe('a commit asked for again', () => {
  it('after the server was killed is answered by what had happened', async () => {
    const data = dataDirectory();
    const first = await startChild(data);
    const client = new MongoClient(first.url);
    const session = client.startSession();
    const lsid = session.id as ServerSessionId;
    const trips = client.db('test').collection<{ _id: number }>('trips');
    const numbers: number[] = [];
    for (const _id of [1, 2]) {
      session.startTransaction();
      await trips.insertOne({ _id }, { session });
      numbers.push(session.serverSession.txnNumber);
      if (_id === 1) await session.commitTransaction();
    }
    const [committed = 0, open = 0] = numbers;
    await kill(first);
    await client.close();
    const second = await startChild(data);
    expect(await commitAgain(second.url, lsid, committed)).toMatchObject({ ok: 1 });
    expect(await refusal(commitAgain(second.url, lsid, open))).toMatchObject({
      code: 251,
      codeName: 'NoSuchTransaction',
      errorLabels: ['TransientTransactionError'],
    });
    const after = new MongoClient(second.url);
    const kept = await after.db('test').collection('trips').find().toArray();
    expect(kept).toEqual([{ _id: 1 }]);
    await after.close();
    await kill(second);
  });
});

describe('a server killed again and again', () => {
  it('has applied each transaction whole or not at all', async () => {
    const { faults, transfers } = await crash(dataDirectory(), 4);
    expect(faults).toEqual([]);
    expect(transfers).toBeGreaterThan(0);
  });
});

describe('a data directory', () => {
  it('keeps everything over a restart', async () => {
    const data = dataDirectory();
    const before = await startMongoDB({ port: 0, data });
    let client = new MongoClient(before.url);
    const trips = client.db('test').collection<{ _id: number; a?: number }>('trips');
    await trips.createIndex({ a: 1 }, { unique: true, sparse: true }, {});
    await trips.insertMany([{ _id: 1, a: 1 }, { _id: 2 }]);
    await client.close();
    await before.close();
    const after = await startMongoDB({ port: 0, data });
    client = new MongoClient(after.url);
    const again = client.db('test').collection<{ _id: number; a?: number }>('trips');
    expect(await again.estimatedDocumentCount()).toBe(2);
    expect(await refusal(again.insertOne({ _id: 3, a: 1 }))).toMatchObject({ code: 11000 });
    expect((await again.indexes()).map((one) => one.name)).toEqual(['_id_', 'a_1']);
    await client.close();
    await after.close();
  });

  it('belongs to one server at a time', async () => {
    const data = dataDirectory();
    const child = await startChild(data);
    expect(await refusal(startMongoDB({ port: 0, data }))).toMatchObject({
      name: 'DataDirectoryError',
      code: 'in-use',
      message: `${data} is in use by another embedded-mongodb`,
    });
    await kill(child);
    const server = await startMongoDB({ port: 0, data });
    expect(await refusal(startMongoDB({ port: 0, data }))).toMatchObject({ code: 'in-use' });
    await server.close();
  });

  it('is refused when it is newer or damaged', async () => {
    const data = dataDirectory();
    await (await startMongoDB({ port: 0, data })).close();
    const format = join(data, 'format.json');
    const original = readFileSync(format);
    writeFileSync(format, JSON.stringify({ product: 'embedded-mongodb', format: 99 }));
    expect(await refusal(startMongoDB({ port: 0, data }))).toMatchObject({ code: 'newer-format' });
    writeFileSync(format, 'nonsense');
    expect(await refusal(startMongoDB({ port: 0, data }))).toMatchObject({ code: 'damaged' });
    writeFileSync(format, original);
    writeFileSync(join(data, 'documents.mdb'), Buffer.alloc(20_000, 7));
    expect(await refusal(startMongoDB({ port: 0, data }))).toMatchObject({ code: 'damaged' });
    const file = join(data, 'a-file');
    writeFileSync(file, '');
    expect(await refusal(startMongoDB({ port: 0, data: file }))).toMatchObject({
      code: 'unusable',
    });
  });

  it('is refused by the command line in one line', async () => {
    const data = join(dataDirectory(), 'inner');
    mkdirSync(data);
    writeFileSync(join(data, 'format.json'), 'nonsense');
    const child = spawn(process.execPath, [CLI, '--port', '0', '--data', data]);
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(1);
    expect(Buffer.concat(said).toString()).toBe(
      `embedded-mongodb: ${data} is damaged: format.json cannot be read\n`,
    );
  });

  it('cut off in the middle of its file is refused', async () => {
    const data = dataDirectory();
    const server = await startMongoDB({ port: 0, data });
    const client = new MongoClient(server.url);
    const text = 'x'.repeat(10_000);
    await client
      .db('test')
      .collection('t')
      .insertMany(Array.from({ length: 100 }, () => ({ text })));
    await client.close();
    await server.close();
    const file = join(data, 'documents.mdb');
    writeFileSync(file, readFileSync(file).subarray(0, 100_000));
    expect(await refusal(startMongoDB({ port: 0, data }))).toMatchObject({ code: 'damaged' });
  });
});

describe('a server in a worker thread', () => {
  it('works like one in the same thread, and refuses alike', async () => {
    const { startMongoDB: start } = await import('../dist/index.js');
    const data = dataDirectory();
    const server = await start({ port: 0, data, worker: true });
    const client = new MongoClient(server.url);
    await client.db('test').collection<{ _id: number }>('t').insertOne({ _id: 1 });
    expect(await client.db('test').collection('t').countDocuments()).toBe(1);
    expect(await refusal(start({ port: 0, data, worker: true }))).toMatchObject({ code: 'in-use' });
    await client.close();
    await server.close();
    const again = await start({ port: 0, data, worker: true });
    await again.close();
  });
});
