import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { toBytes } from '../src/bson/convert';
import { insertDocument } from '../src/commands/insert';
import { DatabaseNode } from '../src/node';
import { entriesRange } from '../src/storage/keys';
import { dataDirectories } from './data-directory';
import { refusal, runningServer } from './server';

const CLI = join(__dirname, '../dist/cli.js');
const NAMESPACE = { db: 'test', name: 'trips' };

const dataDirectory = dataDirectories();
const mongo = runningServer();

interface Trip {
  _id: number;
  a: number;
}

const trips = (from: number, to: number): Trip[] =>
  Array.from({ length: to - from }, (_, n) => ({ _id: from + n, a: (from + n) % 7 }));

const entriesOf = (node: DatabaseNode, collection: number) =>
  node.store.count(...entriesRange(collection));

describe('a collection that is dropped', () => {
  it('is gone at once, and its space is freed some at a time', async () => {
    const node = new DatabaseNode();
    const collection = await node.store.write(() => {
      const filled = node.catalog.ensure(NAMESPACE);
      for (const trip of trips(0, 1_000)) insertDocument(filled, toBytes({ ...trip }));
      return filled;
    });
    await node.store.write(() => {
      node.catalog.drop(collection);
    });
    expect(node.catalog.find(NAMESPACE)).toBeUndefined();
    expect(entriesOf(node, collection.id)).toBe(1_000);

    const next = await node.store.write(() => node.catalog.ensure(NAMESPACE));
    await node.store.write(() => insertDocument(next, toBytes({ _id: 1 })));
    expect(await node.store.write(() => node.catalog.garbage.sweep(0))).toBe(true);
    expect(entriesOf(node, collection.id)).toBe(900);
    await node.sweep();
    expect(entriesOf(node, collection.id)).toBe(0);
    expect(entriesOf(node, next.id)).toBe(1);
    await node.close();
  });

  it('is gone and freed also when the server is killed right after', async () => {
    const data = dataDirectory();
    const child = spawn(process.execPath, [CLI, '--port', '0', '--data', data]);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const client = new MongoClient(/mongodb:\S+/.exec(String(line))?.[0] ?? '');
    const db = client.db(NAMESPACE.db);
    await db.collection<Trip>('trips').createIndex({ a: 1 }, {}, {});
    await db.collection<Trip>('trips').insertMany(trips(0, 20_000));
    await db.dropCollection('trips');
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    await client.close();

    const node = new DatabaseNode(data);
    expect(node.catalog.all()).toEqual([]);
    const left = () => node.store.count(...entriesRange(1));
    expect(left()).toBeGreaterThan(0);
    await node.sweep();
    expect(left()).toBe(0);
    await node.close();
  });
});

describe('an index that is dropped', () => {
  it('gives its number to no other before its entries are gone', async () => {
    const collection = mongo.collection<Trip>();
    await collection.insertMany(trips(0, 2_000));
    const validated = () => mongo.db.command({ validate: collection.collectionName });
    await collection.createIndex({ a: 1 }, {}, {});
    for (const key of [{ a: -1 }, { a: 1, _id: 1 }, { a: 1 }] as const) {
      await collection.dropIndexes();
      await collection.createIndex({ ...key }, {}, {});
      expect(await validated()).toMatchObject({ valid: true });
      expect(await collection.countDocuments({ a: 3 })).toBe(286);
    }
  });
});

describe('a collection that $out replaces', () => {
  it('has the result, its indexes and nothing else', async () => {
    const [from, into] = [mongo.collection<Trip>(), mongo.collection<Trip>()];
    await into.createIndex({ a: 1 }, { name: 'by-a' }, {});
    await into.insertMany(trips(0, 500));
    await from.insertMany(trips(1_000, 1_200));
    await from.aggregate([{ $out: into.collectionName }]).toArray();
    expect(await into.find().toArray()).toEqual(trips(1_000, 1_200));
    expect(await into.estimatedDocumentCount()).toBe(200);
    expect((await into.indexes()).map(({ name }) => name)).toEqual(['_id_', 'by-a']);
    expect(await into.countDocuments({ a: 1 })).toBe(29);
    const validated = await mongo.db.command({ validate: into.collectionName });
    expect(validated).toMatchObject({ valid: true, nrecords: 200 });
  });

  it('stays as it was when the result cannot be stored', async () => {
    const [from, into] = [mongo.collection<Trip>(), mongo.collection<Trip>()];
    await into.createIndex({ a: 1 }, { unique: true }, {});
    await into.insertMany([{ _id: 1, a: 1 }]);
    await from.insertMany(trips(0, 20));
    const failing = from.aggregate([{ $out: into.collectionName }]).toArray();
    expect(await refusal(failing)).toMatchObject({ code: 11000 });
    expect(await into.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
    expect(await into.estimatedDocumentCount()).toBe(1);
  });
});
