import { Admin, ClientSession, Collection, Db, FindCursor, type Document } from 'mongodb';
import { refusal, runningServer } from './server';

const mongo = runningServer();
type Numbered = Document & { _id: number };
type Calls<T> = Record<string, (target: T) => Promise<unknown>>;

const NONE = {};
const trips = () => mongo.collection<Numbered>('driver');

/** A fresh collection before each call: zones 1, 1 and 2. */
beforeEach(async () => {
  await mongo.db.dropDatabase();
  await trips().insertMany([
    { _id: 1, zone: 1, fare: 5, tags: ['a'] },
    { _id: 2, zone: 1, fare: 7, tags: ['a', 'b'] },
    { _id: 3, zone: 2, fare: 9, tags: [] },
  ]);
});

async function after(call: Promise<unknown>): Promise<unknown> {
  await call;
  return trips().find().sort({ _id: 1 }).toArray();
}

const first = { _id: 1, zone: 1, fare: 5, tags: ['a'] };

/** Each method of a collection, and what it answers or leaves behind. */
const collectionCalls: Calls<Collection<Numbered>> = {
  insertOne: async (c) => [await c.insertOne({ _id: 4, zone: 3 }), await c.findOne({ _id: 4 })],
  insertMany: async (c) => (await c.insertMany([{ _id: 4 }, { _id: 5 }])).insertedIds,
  bulkWrite: async (c) => {
    const result = await c.bulkWrite([
      { insertOne: { document: { _id: 4 } } },
      { updateOne: { filter: { _id: 1 }, update: { $set: { zone: 9 } } } },
      { updateMany: { filter: { zone: 1 }, update: { $set: { zone: 8 } }, upsert: true } },
      { replaceOne: { filter: { _id: 6 }, replacement: { zone: 7 }, upsert: true } },
      { deleteOne: { filter: { _id: 3 } } },
      { deleteMany: { filter: { _id: { $gt: 100 } } } },
    ]);
    const { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedIds } = result;
    return { insertedCount, matchedCount, modifiedCount, deletedCount, upsertedIds };
  },
  updateOne: async (c) => {
    const update = { $inc: { fare: 1 }, $push: { tags: 'z' } };
    return [await c.updateOne({ zone: 1 }, update as never), await c.findOne({ _id: 1 })];
  },
  updateMany: (c) =>
    c.updateMany(
      { 'tags.0': 'a' },
      { $set: { 'tags.$[tag]': 'x' } },
      {
        arrayFilters: [{ tag: 'a' }],
      },
    ),
  replaceOne: async (c) => [
    await c.replaceOne({ _id: 9 }, { zone: 5 }, { upsert: true }),
    await c.findOne({ _id: 9 }),
  ],
  deleteOne: (c) => c.deleteOne({ zone: 1 }),
  deleteMany: (c) => c.deleteMany({ zone: 1 }),
  rename: async (c) => (await c.rename('driver2')).countDocuments(),
  drop: async (c) => [await c.drop(), await c.countDocuments()],
  findOne: (c) => c.findOne({ zone: 1 }, { sort: { fare: -1 }, projection: { fare: 1 } }),
  find: (c) =>
    c
      .find({ zone: { $in: [1, 2] } })
      .sort({ fare: -1 })
      .skip(1)
      .limit(1)
      .project({ _id: 0, fare: 1 })
      .toArray(),
  options: (c) => c.options(),
  isCapped: (c) => c.isCapped(),
  createIndex: (c) => c.createIndex({ zone: 1 }, { unique: false }, NONE),
  createIndexes: (c) => c.createIndexes([{ key: { zone: 1 } }, { key: { fare: -1 }, name: 'f' }]),
  dropIndex: async (c) => {
    await c.createIndex({ zone: 1 }, NONE, NONE);
    await c.dropIndex('zone_1');
    return c.indexExists('zone_1');
  },
  dropIndexes: async (c) => {
    await c.createIndex({ zone: 1 }, NONE, NONE);
    return [await c.dropIndexes(), (await c.indexes()).length];
  },
  listIndexes: (c) => c.listIndexes().toArray(),
  indexExists: (c) => c.indexExists(['_id_']),
  indexInformation: (c) => c.indexInformation(),
  indexes: (c) => c.indexes(),
  estimatedDocumentCount: (c) => c.estimatedDocumentCount(),
  countDocuments: (c) => c.countDocuments({ zone: 1 }, { skip: 1 }),
  count: (c) => c.countDocuments(),
  distinct: (c) => c.distinct('tags'),
  findOneAndDelete: (c) => c.findOneAndDelete({ zone: 1 }, { sort: { fare: -1 } }),
  findOneAndReplace: (c) =>
    c.findOneAndReplace({ _id: 1 }, { zone: 4 }, { returnDocument: 'after' }),
  findOneAndUpdate: (c) =>
    c.findOneAndUpdate(
      { _id: 7 },
      { $set: { zone: 4 } },
      { upsert: true, returnDocument: 'after' },
    ),
  aggregate: (c) =>
    c
      .aggregate([{ $group: { _id: '$zone', fare: { $sum: '$fare' } } }, { $sort: { _id: 1 } }])
      .toArray(),
  initializeUnorderedBulkOp: (c) => {
    const bulk = c.initializeUnorderedBulkOp();
    bulk.insert({ _id: 4 });
    bulk.find({ _id: 1 }).updateOne({ $set: { zone: 3 } });
    bulk.find({ zone: 1 }).delete();
    return after(bulk.execute());
  },
  initializeOrderedBulkOp: (c) => {
    const bulk = c.initializeOrderedBulkOp();
    bulk.find({ _id: 1 }).replaceOne({ zone: 3 });
    bulk
      .find({ zone: 3 })
      .upsert()
      .update({ $set: { seen: true } });
    bulk.find({ _id: 2 }).deleteOne();
    bulk.find({ _id: 3 }).deleteOne();
    return after(bulk.execute());
  },
};

const answered = { acknowledged: true };
const collectionAnswers: Record<string, unknown> = {
  insertOne: [
    { ...answered, insertedId: 4 },
    { _id: 4, zone: 3 },
  ],
  insertMany: { 0: 4, 1: 5 },
  bulkWrite: {
    insertedCount: 1,
    matchedCount: 2,
    modifiedCount: 2,
    deletedCount: 1,
    upsertedIds: { 3: 6 },
  },
  updateOne: [
    { ...answered, matchedCount: 1, modifiedCount: 1, upsertedCount: 0, upsertedId: null },
    { _id: 1, zone: 1, fare: 6, tags: ['a', 'z'] },
  ],
  updateMany: {
    ...answered,
    matchedCount: 2,
    modifiedCount: 2,
    upsertedCount: 0,
    upsertedId: null,
  },
  replaceOne: [
    { ...answered, matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId: 9 },
    { _id: 9, zone: 5 },
  ],
  deleteOne: { ...answered, deletedCount: 1 },
  deleteMany: { ...answered, deletedCount: 2 },
  rename: 3,
  drop: [true, 0],
  findOne: { _id: 2, fare: 7 },
  find: [{ fare: 7 }],
  options: {},
  isCapped: false,
  createIndex: 'zone_1',
  createIndexes: ['zone_1', 'f'],
  dropIndex: false,
  dropIndexes: [true, 1],
  listIndexes: [{ v: 2, key: { _id: 1 }, name: '_id_' }],
  indexExists: true,
  indexInformation: { _id_: [['_id', 1]] },
  indexes: [{ v: 2, key: { _id: 1 }, name: '_id_' }],
  estimatedDocumentCount: 3,
  countDocuments: 1,
  count: 3,
  distinct: ['a', 'b'],
  findOneAndDelete: { _id: 2, zone: 1, fare: 7, tags: ['a', 'b'] },
  findOneAndReplace: { _id: 1, zone: 4 },
  findOneAndUpdate: { _id: 7, zone: 4 },
  aggregate: [
    { _id: 1, fare: 12 },
    { _id: 2, fare: 9 },
  ],
  initializeUnorderedBulkOp: [
    { _id: 1, zone: 3, fare: 5, tags: ['a'] },
    { _id: 3, zone: 2, fare: 9, tags: [] },
    { _id: 4 },
  ],
  initializeOrderedBulkOp: [{ _id: 1, zone: 3, seen: true }],
};

/** Not part of what is supported: refused by name. */
const collectionRefusals: Calls<Collection<Numbered>> = {
  watch: (c) => c.watch().next(),
  listSearchIndexes: (c) => c.listSearchIndexes().toArray(),
  createSearchIndex: (c) => c.createSearchIndex({ name: 's', definition: {} }),
  createSearchIndexes: (c) => c.createSearchIndexes([{ name: 's', definition: {} }]),
  dropSearchIndex: (c) => c.dropSearchIndex('s'),
  updateSearchIndex: (c) => c.updateSearchIndex('s', {}),
};

const cursorCalls: Calls<FindCursor<Numbered>> = {
  clone: (cursor) => cursor.clone().toArray(),
  map: (cursor) =>
    cursor
      .limit(1)
      .map(({ _id }) => _id)
      .toArray(),
  count: async () => trips().countDocuments(),
  explain: async (cursor) =>
    ((await cursor.explain()) as { queryPlanner: Document }).queryPlanner.namespace as string,
  filter: (cursor) => cursor.filter({ _id: 1 }).toArray(),
  hint: (cursor) => cursor.hint('_id_').limit(1).toArray(),
  comment: (cursor) => cursor.comment('why').limit(1).toArray(),
  addQueryModifier: (cursor) => cursor.addQueryModifier('$comment', 'why').limit(1).toArray(),
  maxTimeMS: (cursor) => cursor.maxTimeMS(5_000).limit(1).toArray(),
  maxAwaitTimeMS: (cursor) => cursor.maxAwaitTimeMS(5).limit(1).toArray(),
  project: (cursor) =>
    cursor
      .project({ tags: { $slice: 1 }, fare: 1 })
      .skip(1)
      .limit(1)
      .toArray(),
  sort: (cursor) => cursor.sort({ fare: 1 }).limit(1).toArray(),
  allowDiskUse: (cursor) => cursor.sort({ fare: 1 }).allowDiskUse(true).limit(1).toArray(),
  limit: (cursor) => cursor.limit(1).toArray(),
  skip: (cursor) => cursor.skip(2).project({ _id: 1 }).toArray(),
};
const cursorAnswers: Record<string, unknown> = {
  map: [1],
  count: 3,
  explain: 'test.driver',
  project: [{ _id: 2, tags: ['a'], fare: 7 }],
  skip: [{ _id: 3 }],
};
const cursorRefusals: Calls<FindCursor<Numbered>> = {
  min: (cursor) => cursor.min({ _id: 1 }).hint('_id_').toArray(),
  max: (cursor) => cursor.max({ _id: 1 }).hint('_id_').toArray(),
  returnKey: (cursor) => cursor.returnKey(true).toArray(),
  showRecordId: (cursor) => cursor.showRecordId(true).toArray(),
  collation: (cursor) => cursor.collation({ locale: 'de' }).toArray(),
};

const dbCalls: Calls<Db> = {
  createCollection: async (db) => (await db.createCollection('made')).countDocuments(),
  command: (db) => db.command({ ping: 1 }),
  aggregate: async (db) => refusal(db.aggregate([{ $currentOp: {} }]).toArray()),
  admin: (db) => db.admin().ping(),
  collection: (db) => db.collection<Numbered>('driver').countDocuments(),
  stats: async (db) => (await db.stats()).objects as unknown,
  listCollections: async (db) => (await db.listCollections().toArray()).map(({ name }) => name),
  renameCollection: async (db) => (await db.renameCollection('driver', 'other')).collectionName,
  dropCollection: (db) => db.dropCollection('driver'),
  dropDatabase: (db) => db.dropDatabase(),
  collections: async (db) => (await db.collections()).map((one) => one.collectionName),
  createIndex: (db) => db.createIndex('driver', { zone: 1 }, NONE),
  indexInformation: (db) => db.indexInformation('driver'),
  runCursorCommand: async (db) =>
    (await db.runCursorCommand({ find: 'driver', batchSize: 1 }).toArray()).length,
};
const dbAnswers: Record<string, unknown> = {
  createCollection: 0,
  command: { ok: 1 },
  aggregate: { codeName: 'Location40324' },
  admin: { ok: 1 },
  collection: 3,
  stats: 3,
  listCollections: ['driver'],
  renameCollection: 'other',
  dropCollection: true,
  dropDatabase: true,
  collections: ['driver'],
  createIndex: 'zone_1',
  indexInformation: { _id_: [['_id', 1]] },
  runCursorCommand: 3,
};
const dbRefusals: Calls<Db> = {
  watch: (db) => db.watch().next(),
  removeUser: (db) => db.removeUser('nobody'),
  setProfilingLevel: (db) => db.setProfilingLevel('off'),
  profilingLevel: (db) => db.profilingLevel(),
};

const adminCalls: Calls<Admin> = {
  command: (admin) => admin.command({ ping: 1 }),
  buildInfo: async (admin) => typeof (await admin.buildInfo()).version,
  serverInfo: async (admin) => typeof (await admin.serverInfo()).version,
  serverStatus: async (admin) => typeof (await admin.serverStatus()).uptime,
  ping: (admin) => admin.ping(),
  listDatabases: async (admin) => (await admin.listDatabases()).databases.map(({ name }) => name),
  validateCollection: (admin) => refusal(admin.validateCollection('none')),
};
const adminAnswers: Record<string, unknown> = {
  command: { ok: 1 },
  buildInfo: 'string',
  serverInfo: 'string',
  serverStatus: 'number',
  ping: { ok: 1 },
  listDatabases: ['test'],
  validateCollection: { code: 26 },
};
const adminRefusals: Calls<Admin> = {
  removeUser: (admin) => admin.removeUser('nobody'),
  replSetGetStatus: (admin) => admin.replSetGetStatus(),
};

function walk<T>(calls: Calls<T>, answers: Record<string, unknown>, target: () => T): void {
  it.each(Object.keys(calls))('%s', async (name) => {
    const answer = await calls[name]?.(target());
    const expected = answers[name] ?? [first];
    if (typeof expected === 'object' && !Array.isArray(expected)) {
      expect(answer).toMatchObject(expected);
    } else if (name === 'clone') expect(answer).toHaveLength(3);
    else expect(answer).toEqual(expected);
  });
}

function refuses<T>(calls: Calls<T>, target: () => T): void {
  it.each(Object.keys(calls))('refuses %s', async (name) => {
    const { code } = await refusal((calls[name] as (target: T) => Promise<unknown>)(target()));
    expect([59, 115, 40324]).toContain(code);
  });
}

/** Whatever a new version of the driver adds has to be looked at here. */
function knowsAll(of: { prototype: object }, known: object[], silent: readonly string[]): void {
  it('is walked through from end to end', () => {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(of.prototype))
      .filter(([name, { value }]) => typeof value === 'function' && !name.startsWith('_'))
      .map(([name]) => name);
    const called = new Set([...known.flatMap((one) => Object.keys(one)), ...silent, 'constructor']);
    expect(methods.filter((name) => !called.has(name))).toEqual([]);
  });
}

describe("the driver's Collection", () => {
  knowsAll(Collection, [collectionCalls, collectionRefusals], []);
  walk(collectionCalls, collectionAnswers, trips);
  refuses(collectionRefusals, trips);
});

describe("the driver's FindCursor", () => {
  knowsAll(FindCursor, [cursorCalls, cursorRefusals], ['getMore']);
  walk(cursorCalls, cursorAnswers, () => trips().find());
  refuses(cursorRefusals, () => trips().find());
});

describe("the driver's Db", () => {
  knowsAll(Db, [dbCalls, dbRefusals], []);
  walk(dbCalls, dbAnswers, () => mongo.db);
  refuses(dbRefusals, () => mongo.db);
});

describe("the driver's Admin", () => {
  knowsAll(Admin, [adminCalls, adminRefusals], []);
  walk(adminCalls, adminAnswers, () => mongo.db.admin());
  refuses(adminRefusals, () => mongo.db.admin());
});

describe("the driver's ClientSession", () => {
  const inMemory = ['pin', 'unpin', 'equals', 'incrementTransactionNumber', 'toBSON'];
  const times = ['advanceOperationTime', 'advanceClusterTime'];
  const called = { startTransaction, commitTransaction, abortTransaction, withTransaction };
  knowsAll(ClientSession, [called], [...inMemory, ...times, 'inTransaction', 'endSession']);

  async function zones(): Promise<unknown[]> {
    return (await trips().find().sort({ _id: 1 }).toArray()).map(({ zone }) => zone as unknown);
  }

  async function startTransaction(session: ClientSession) {
    session.startTransaction({
      readConcern: { level: 'snapshot' },
      writeConcern: { w: 'majority' },
    });
    await trips().updateOne({ _id: 1 }, { $set: { zone: 8 } }, { session });
    expect(await zones()).toEqual([1, 1, 2]);
    expect(session.inTransaction()).toBe(true);
  }
  async function commitTransaction(session: ClientSession) {
    await startTransaction(session);
    await session.commitTransaction();
    await session.commitTransaction();
    expect(await zones()).toEqual([8, 1, 2]);
  }
  async function abortTransaction(session: ClientSession) {
    await startTransaction(session);
    await session.abortTransaction();
    expect(await zones()).toEqual([1, 1, 2]);
  }
  async function withTransaction(session: ClientSession) {
    const answer = await session.withTransaction(async () => {
      const c = trips();
      await c.insertOne({ _id: 4, zone: 4 }, { session });
      await c.findOneAndUpdate({ _id: 2 }, { $set: { zone: 5 } }, { session });
      await c.bulkWrite([{ deleteOne: { filter: { _id: 3 } } }], { session });
      return (await c.aggregate([{ $match: {} }], { session }).toArray()).length;
    });
    expect([answer, await zones()]).toEqual([3, [1, 5, 4]]);
  }

  it.each(Object.entries(called))('%s', async (_, call) => {
    await mongo.client.withSession(call);
  });
});
