import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { MongoClient, type Db } from 'mongodb';
import { compact, startMongoDB } from '../src/index';
import { dataDirectories } from './data-directory';
import { refusal } from './server';

const CLI = join(__dirname, '../dist/cli.js');
const DOCUMENTS = 'documents.mdb';
const SECRETS = [
  'Ada Lovelace',
  'Grace Hopper',
  'Alan Turing',
  'Edsger Dijkstra',
  'Barbara Liskov',
];
const [DELETED = '', REPLACED = '', DROPPED = '', LONG = '', INDEXED = ''] = SECRETS;

const dataDirectory = dataDirectories();

interface Rider {
  _id: number;
  name: string;
  note?: string;
}

async function withDatabase<R>(data: string, work: (db: Db) => Promise<R>): Promise<R> {
  const server = await startMongoDB({ port: 0, data });
  const client = new MongoClient(server.url);
  try {
    return await work(client.db('test'));
  } finally {
    await client.close();
    await server.close();
  }
}

const rider = (_id: number): Rider => ({ _id, name: `rider ${_id}` });

/** Riders of whom some are erased, in one way or the other. */
async function fillAndErase(db: Db): Promise<void> {
  const riders = db.collection<Rider>('riders');
  await riders.createIndex({ name: 1 }, {}, {});
  await riders.insertMany(Array.from({ length: 3_000 }, (_, n) => rider(n)));
  await riders.insertOne({ _id: 3_001, name: DELETED });
  await riders.insertOne({ _id: 3_002, name: REPLACED });
  await riders.insertOne({ _id: 3_003, name: 'long', note: LONG.repeat(2_000) });
  await riders.deleteOne({ _id: 3_001 });
  await riders.updateOne({ _id: 3_002 }, { $set: { name: 'replaced' } });
  await riders.deleteOne({ _id: 3_003 });
  const drivers = db.collection<Rider>('drivers');
  await drivers.insertMany(
    Array.from({ length: 3_000 }, (_, _id) => ({ _id, name: `${DROPPED} ${_id}` })),
  );
  await riders.updateOne({ _id: 5 }, { $set: { note: INDEXED } });
  await riders.createIndex({ note: 1 }, {}, {});
  await riders.updateOne({ _id: 5 }, { $unset: { note: 1 } });
  await db.dropCollection('drivers');
}

async function expectWhole(data: string): Promise<void> {
  await withDatabase(data, async (db) => {
    const riders = db.collection<Rider>('riders');
    const found = await riders.find().toArray();
    const stayed = Array.from({ length: 3_000 }, (_, n) => rider(n));
    expect(found).toEqual([...stayed, { _id: 3_002, name: 'replaced' }]);
    expect(await riders.countDocuments({ name: 'rider 77' })).toBe(1);
    expect(await db.command({ validate: 'riders' })).toMatchObject({
      valid: true,
      nrecords: 3_001,
    });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(['riders']);
  });
}

/** Which of the erased values the files of a directory still hold. */
function secretsIn(data: string): string[] {
  const files = readdirSync(data).map((name) => readFileSync(join(data, name)));
  return SECRETS.filter((secret) => files.some((bytes) => bytes.includes(secret)));
}

describe('a data directory that is compacted', () => {
  const filled = async () => {
    const data = dataDirectory();
    await withDatabase(data, fillAndErase);
    return data;
  };

  it('holds nothing that was deleted, replaced or dropped, and all the rest', async () => {
    const data = await filled();
    expect(secretsIn(data)).toContain(DROPPED);
    const { before, after } = await compact(data);
    expect(secretsIn(data)).toEqual([]);
    expect(after).toBe(statSync(join(data, DOCUMENTS)).size);
    expect(after).toBeLessThan(before);
    await expectWhole(data);
    expect(secretsIn(data)).toEqual([]);
  });

  it('is one that no server uses', async () => {
    const data = dataDirectory();
    await withDatabase(data, async () => {
      expect(await refusal(compact(data))).toMatchObject({ code: 'in-use' });
    });
    expect(await refusal(compact(join(data, 'none')))).toMatchObject({ code: 'unusable' });
    expect(existsSync(join(data, 'none'))).toBe(false);
  });

  it('by the command line says how long it was and is', async () => {
    const data = await filled();
    const child = spawn(process.execPath, [CLI, 'compact', '--data', data]);
    const said: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(Buffer.concat(said).toString()).toMatch(/is compacted: \d+ bytes before, \d+ now\n$/);
    await expectWhole(data);
  });

  it('is as it was when it is killed while it is compacted, and begins anew', async () => {
    const data = await filled();
    const child = spawn(process.execPath, [CLI, 'compact', '--data', data]);
    const exited = once(child, 'exit');
    while (!existsSync(join(data, `${DOCUMENTS}.next`)) && child.exitCode === null) await turn();
    child.kill('SIGKILL');
    await exited;
    await expectWhole(data);
    expect(readdirSync(data).filter((name) => name.includes('.next'))).toEqual([]);
    await compact(data);
    expect(secretsIn(data)).toEqual([]);
    await expectWhole(data);
  });

  it('is whole whichever of its two files a crash leaves', async () => {
    const data = await filled();
    const [file, format] = [join(data, DOCUMENTS), join(data, 'format.json')];
    const old = join(data, 'old');
    copyFileSync(file, old);
    await compact(data);
    // Between the new stamp and the new name, the old file is still there.
    copyFileSync(old, file);
    writeFileSync(join(data, `${DOCUMENTS}.next`), 'half a file');
    await expectWhole(data);
    expect(JSON.parse(readFileSync(format, 'utf8'))).toMatchObject({ bytes: statSync(file).size });
  });
});
