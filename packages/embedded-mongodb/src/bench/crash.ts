import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MongoClient, type Db } from 'mongodb';

const CLI = join(__dirname, '../../dist/cli.js');
const ACCOUNTS = 8;
const MONEY = 1_000;

interface Account {
  _id: number;
  balance: number;
  transfers: number;
}

interface Acknowledged {
  readonly transfers: string[];
  readonly documents: string[];
  counted: number;
}

async function start(data: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [CLI, '--port', '0', '--data', data]);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: /mongodb:\S+/.exec(String(line))?.[0] ?? '' };
}

async function prepare(db: Db): Promise<void> {
  const accounts = db.collection<Account>('accounts');
  for (let _id = 0; _id < ACCOUNTS; _id++) {
    const fresh = { balance: MONEY, transfers: 0 };
    await accounts.updateOne({ _id }, { $setOnInsert: fresh }, { upsert: true });
  }
  await accounts.createIndex({ balance: 1 }, {}, {});
  await db.collection('ledger').createIndex({ from: 1, to: -1 }, {}, {});
  await db.collection('documents').createIndex({ tags: 1 }, {}, {});
}

async function transfer(client: MongoClient, db: Db, _id: string): Promise<void> {
  const accounts = db.collection<Account>('accounts');
  const from = Math.floor(Math.random() * ACCOUNTS);
  const to = (from + 1 + Math.floor(Math.random() * (ACCOUNTS - 1))) % ACCOUNTS;
  const move = (by: number) => ({ $inc: { balance: by, transfers: 1 } });
  await client.withSession((session) =>
    session.withTransaction(async () => {
      await accounts.updateOne({ _id: from }, move(-1), { session });
      await db.collection<{ _id: string }>('ledger').insertOne({ _id, from, to } as never, {
        session,
      });
      await accounts.updateOne({ _id: to }, move(1), { session });
    }),
  );
}

/** Writes from several sides until the server is gone. */
async function load(url: string, round: number, done: Acknowledged): Promise<void> {
  const client = new MongoClient(url, { retryWrites: false, serverSelectionTimeoutMS: 100 });
  const db = client.db('crash');
  const forever = async (each: (i: number) => Promise<void>): Promise<void> => {
    for (let i = 0; ; i++) await each(i);
  };
  const transfers = (lane: number) =>
    forever(async (i) => {
      const id = `${round}-${lane}-${i}`;
      await transfer(client, db, id);
      done.transfers.push(id);
    });
  const inserts = forever(async (i) => {
    const documents = [0, 1, 2, 3].map((k) => ({ _id: `${round}-${i}-${k}`, tags: [i % 5, k] }));
    await db.collection<{ _id: string; tags: number[] }>('documents').insertMany(documents);
    done.documents.push(...documents.map(({ _id }) => _id));
  });
  const counts = forever(async () => {
    const counters = db.collection<{ _id: string; n: number }>('counters');
    await counters.findOneAndUpdate({ _id: 'all' }, { $inc: { n: 1 } }, { upsert: true });
    done.counted++;
  });
  try {
    await Promise.allSettled([transfers(0), transfers(1), transfers(2), inserts, counts]);
  } finally {
    await client.close();
  }
}

async function ids(db: Db, name: string): Promise<Set<string>> {
  const documents = await db.collection<{ _id: string }>(name).find().toArray();
  return new Set(documents.map(({ _id }) => _id));
}

/** What is wrong with what a killed server left behind. */
async function faults(db: Db, done: Acknowledged): Promise<string[]> {
  const found: string[] = [];
  const check = (holds: boolean, what: string) => {
    if (!holds) found.push(what);
  };
  const accounts = await db.collection<Account>('accounts').find().toArray();
  const sum = (of: (account: Account) => number) => accounts.reduce((all, one) => all + of(one), 0);
  const ledger = await ids(db, 'ledger');
  const documents = await ids(db, 'documents');
  const counter = await db.collection<{ _id: string; n: number }>('counters').findOne();
  check(sum((one) => one.balance) === ACCOUNTS * MONEY, 'money was lost or made');
  check(sum((one) => one.transfers) === 2 * ledger.size, 'a transaction is half applied');
  check(
    done.transfers.every((id) => ledger.has(id)),
    'a committed transaction is missing',
  );
  check(
    done.documents.every((id) => documents.has(id)),
    'an acknowledged document is missing',
  );
  check((counter?.n ?? 0) >= done.counted, 'an acknowledged count is missing');
  for (const name of ['accounts', 'ledger', 'documents']) {
    const { valid } = await db.command({ validate: name });
    check(valid === true, `indexes and documents of ${name} disagree`);
  }
  return found;
}

async function inspect(data: string, done: Acknowledged): Promise<string[]> {
  const { child, url } = await start(data);
  const client = new MongoClient(url);
  try {
    await prepare(client.db('crash'));
    return await faults(client.db('crash'), done);
  } finally {
    await client.close();
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
  }
}

/** Kills a server under load so many times, and answers what was wrong afterwards, and how much was acknowledged. */
export async function crash(
  data: string,
  rounds: number,
): Promise<{ faults: string[]; transfers: number; documents: number; counted: number }> {
  const done: Acknowledged = { transfers: [], documents: [], counted: 0 };
  const found = await inspect(data, done);
  for (let round = 0; round < rounds; round++) {
    const { child, url } = await start(data);
    const exited = once(child, 'exit');
    setTimeout(() => child.kill('SIGKILL'), 150 + Math.random() * 350);
    await load(url, round, done);
    await exited;
    found.push(...(await inspect(data, done)));
  }
  const { transfers, documents, counted } = done;
  return { faults: found, transfers: transfers.length, documents: documents.length, counted };
}
