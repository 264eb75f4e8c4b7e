import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { serialize } from 'bson';
import { MongoClient, type Collection, type Db, type Document } from 'mongodb';
import { refusal } from './server';

const CLI = join(__dirname, '../dist/cli.js');
type Numbered = Document & { _id: number };

let server: ChildProcess;
let port: number;
let client: MongoClient;
let db: Db;

/** In a process of its own: what it holds in memory is nobody else's. */
beforeAll(async () => {
  server = spawn(process.execPath, [CLI, '--port', '0', '--memory']);
  const [line] = (await once(server.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const url = /mongodb:\S+/.exec(String(line))?.[0] ?? '';
  port = parseInt(new URL(url).port, 10);
  client = new MongoClient(url);
  db = client.db('hostile');
  await db.command({ ping: 1 });
});

afterAll(async () => {
  await client.close();
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await exited;
});

/** What of the server's memory is in use, in MiB. */
function memory(): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function connectionsNow(): Promise<number> {
  const { connections } = await db.command({ serverStatus: 1 });
  return (connections as { current: number }).current;
}

/** Asks until the answer is as wanted: each question takes a round trip, so nobody sleeps. */
async function until(wanted: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 20_000; tries++) if (await wanted()) return;
  throw new Error('it never came to that');
}

function frame(opCode: number, body: Buffer, length = body.length + 16): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length, 0);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

async function opened(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

const ping = frame(2013, Buffer.concat([Buffer.alloc(5), serialize({ ping: 1, $db: 'admin' })]));

describe('a server under hostile input', () => {
  it('holds 5,000 connections, serves others meanwhile, and lets go of them', async () => {
    const before = await connectionsNow();
    const sockets: Socket[] = [];
    while (sockets.length < 5_000) {
      sockets.push(...(await Promise.all(Array.from({ length: 250 }, opened))));
    }
    const answers = await Promise.all(
      sockets.map((socket) => {
        socket.write(ping);
        return once(socket, 'data') as Promise<[Buffer]>;
      }),
    );
    expect(new Set(answers.map(([bytes]) => bytes.length)).size).toBe(1);
    expect(await connectionsNow()).toBe(before + 5_000);
    expect(memory()).toBeLessThan(600);
    for (const socket of sockets) socket.destroy();
    await until(async () => (await connectionsNow()) === before);
  });

  it('keeps nothing for messages that are announced and never come', async () => {
    const before = memory();
    const sockets = await Promise.all(Array.from({ length: 200 }, opened));
    for (const socket of sockets) socket.write(frame(2013, Buffer.alloc(10), 48_000_000));
    expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
    expect(memory() - before).toBeLessThan(100);
    for (const socket of sockets) socket.destroy();
  });

  it('takes messages of 48 MB, and gives their memory back', async () => {
    const large = db.collection<{ _id: number; text: string }>('large');
    const text = 'x'.repeat(15_900_000);
    for (let round = 0; round < 8; round++) {
      await large.insertMany([0, 1, 2].map((i) => ({ _id: round * 3 + i, text })));
    }
    expect(await large.countDocuments()).toBe(24);
    const tooLong = frame(2013, Buffer.alloc(10), 48_000_001);
    const socket = await opened();
    socket.write(tooLong);
    await once(socket, 'close');
    await refusal(large.insertOne({ _id: 99, text: 'x'.repeat(16 * 1024 * 1024) }));
    await large.drop();
    // Eight rounds of 48 MB have gone through: three at once may still be lying about.
    await until(async () => {
      await db.command({ ping: 1 });
      return memory() < 600;
    });
  });

  it('ends pipelines that lead back to themselves', async () => {
    const graph = db.collection<Numbered>('graph');
    await graph.insertMany([
      { _id: 1, next: 2 },
      { _id: 2, next: 3 },
      { _id: 3, next: 1 },
    ]);
    const [walked] = await graph
      .aggregate([
        { $match: { _id: 1 } },
        {
          $graphLookup: {
            from: 'graph',
            startWith: '$next',
            connectFromField: 'next',
            connectToField: '_id',
            as: 'reached',
          },
        },
      ])
      .toArray();
    expect((walked?.reached as Numbered[]).map((one) => one._id).sort()).toEqual([1, 2, 3]);
    let union: Document[] = [];
    for (let depth = 0; depth < 6; depth++) {
      union = [{ $unionWith: { coll: 'graph', pipeline: union } }];
    }
    expect(await graph.aggregate(union).toArray()).toHaveLength(3 * 7);
    await graph.aggregate([{ $set: { seen: true } }, { $merge: { into: 'graph' } }]).toArray();
    await graph.aggregate([{ $set: { out: true } }, { $out: 'graph' }]).toArray();
    expect(await graph.countDocuments({ seen: true, out: true })).toBe(3);
  });

  it('refuses pipelines and filters that are too deep or too long', async () => {
    const c = db.collection<Numbered>('deep');
    await c.insertOne({ _id: 1, a: 1 });
    const nest = (depth: number, wrap: (inner: Document) => Document, core: Document) =>
      Array.from({ length: depth }).reduce<Document>((inner) => wrap(inner), core);
    const lookup = (inner: Document) => ({
      $lookup: { from: 'deep', pipeline: [inner], as: 'found' },
    });
    const attempts = [
      c.aggregate([nest(60, lookup, { $match: {} })]).toArray(),
      c.aggregate(Array.from({ length: 1_001 }, () => ({ $match: {} }))).toArray(),
      c.find(nest(160, (inner) => ({ $and: [inner] }), { a: 1 })).toArray(),
      c.find({ $expr: nest(300, (inner) => ({ $not: [inner] }), { $eq: ['$a', 1] }) }).toArray(),
      c.updateOne({ _id: 1 }, { $set: nest(150, (inner) => ({ b: inner }), { c: 1 }) }),
      c.updateOne({ _id: 1 }, { $set: { [Array(150).fill('x').join('.')]: 1 } }),
    ];
    for (const attempt of attempts) expect((await refusal(attempt)).code).not.toBe(1);
    expect(await c.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
  });
});

/** Backtracks 2^60 times on this text. */
const BOMB = '^(a+)+$';
const TEXT = `${'a'.repeat(60)}!`;

describe('a regular expression that would never end', () => {
  const limited = { code: 51156 };
  let c: Collection<Numbered>;
  beforeAll(async () => {
    c = db.collection<Numbered>('bombs');
    await c.insertOne({ _id: 1, text: TEXT });
  });
  const bomb = { $regexMatch: { input: '$text', regex: BOMB } };

  it.each([
    ['a filter', () => c.findOne({ text: { $regex: BOMB } })],
    ['$not', () => c.findOne({ text: { $not: new RegExp(BOMB) } })],
    ['$in', () => c.findOne({ text: { $in: [new RegExp(BOMB)] as never } })],
    ['$expr', () => c.findOne({ $expr: bomb })],
    ['a pipeline', () => c.aggregate([{ $project: { found: bomb } }]).toArray()],
    ['an update pipeline', () => c.updateOne({ _id: 1 }, [{ $set: { found: bomb } }])],
    [
      '$lookup',
      () =>
        c
          .aggregate([
            { $lookup: { from: 'bombs', pipeline: [{ $match: { $expr: bomb } }], as: 'x' } },
          ])
          .toArray(),
    ],
  ])('is ended in %s', async (_, attempt) => {
    expect(await refusal(attempt())).toMatchObject(limited);
  });

  it('is ended in the pattern of a schema', async () => {
    const properties = { text: { pattern: BOMB } };
    const guarded = await db.createCollection<Numbered>('guarded', {
      validator: { $jsonSchema: { properties } },
    });
    expect(await refusal(guarded.insertOne({ _id: 1, text: TEXT }))).toMatchObject(limited);
    expect(await guarded.insertOne({ _id: 1, text: 'aaa' })).toMatchObject({ insertedId: 1 });
  });
});
