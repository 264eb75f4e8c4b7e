import { refusal, runningServer } from './server';

const mongo = runningServer();

describe('collections', () => {
  it('are made by hand or by the first write, listed and dropped', async () => {
    const db = mongo.client.db('lists');
    await db.createCollection('b');
    expect(await refusal(db.createCollection('b'))).toMatchObject({ code: 48 });
    await db.collection('a').insertOne({});
    expect((await db.listCollections().toArray()).map((one) => one.name)).toEqual(['a', 'b']);
    expect(await db.listCollections({ name: 'b' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'b', type: 'collection' },
    ]);
    expect(await db.collection('b').drop()).toBe(true);
    const { databases } = await mongo.client.db().admin().listDatabases();
    expect(databases.map((one) => one.name)).toContain('lists');
    await db.dropDatabase();
    expect(await db.listCollections().toArray()).toEqual([]);
  });

  it('are renamed in one step, also over another', async () => {
    const db = mongo.client.db('renames');
    await db.collection<{ _id: number }>('next').insertMany([{ _id: 1 }, { _id: 2 }]);
    await db.collection('next').createIndex({ a: 1 }, {}, {});
    await db.collection<{ _id: number }>('live').insertOne({ _id: 9 });
    expect(await refusal(db.collection('next').rename('live'))).toMatchObject({ code: 48 });
    const stop = { yes: false };
    const seen = new Set<number>();
    const reading = (async () => {
      while (!stop.yes) seen.add(await db.collection('live').countDocuments());
    })();
    await db.collection('next').rename('live', { dropTarget: true });
    stop.yes = true;
    await reading;
    expect(await db.collection('live').countDocuments()).toBe(2);
    expect([...seen].every((count) => count === 1 || count === 2)).toBe(true);
    expect(await db.collection('live').indexes()).toHaveLength(2);
    expect(await refusal(db.collection('next').rename('other'))).toMatchObject({ code: 26 });
  });

  it('refuse options that would have to be enforced', async () => {
    const db = mongo.client.db('options');
    expect(await refusal(db.createCollection('c', { capped: true, size: 1000 }))).toMatchObject({
      code: 115,
    });
    expect(await refusal(db.command({ collMod: 'v', validator: {} }))).toMatchObject({ code: 26 });
  });

  it('refuse impossible names', async () => {
    const db = mongo.client.db('names');
    expect(await refusal(db.command({ insert: 'a$b', documents: [{}] }))).toMatchObject({
      code: 73,
    });
  });

  it('answers unknown commands with the protocol’s own error', async () => {
    expect(await refusal(mongo.db.command({ nope: 1 }))).toMatchObject({
      name: 'MongoServerError',
      code: 59,
      codeName: 'CommandNotFound',
    });
  });

  it('answers what tools ask on connecting', async () => {
    const admin = mongo.db.admin();
    expect(await admin.ping()).toMatchObject({ ok: 1 });
    expect((await admin.buildInfo()).version).toMatch(/^7\./);
    expect(await admin.command({ connectionStatus: 1 })).toMatchObject({ ok: 1 });
    expect(await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 })).toMatchObject({
      featureCompatibilityVersion: { version: '7.0' },
    });
  });
});
