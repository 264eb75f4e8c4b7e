import { refusal, runningServer } from './server';

const mongo = runningServer();

async function numbered(count: number) {
  const c = mongo.collection<{ _id: number; k: number; tags?: number[] }>();
  await c.insertMany(Array.from({ length: count }, (_, _id) => ({ _id, k: _id % 10 })));
  await c.createIndex({ k: 1 }, {}, {});
  return c;
}

describe('explain', () => {
  it('tells the truth about index use', async () => {
    const c = await numbered(100);
    const stats = async (filter: object, sort: Record<string, 1 | -1> = {}) =>
      (await c.find(filter).sort(sort).explain('executionStats')) as never as {
        queryPlanner: { winningPlan: object };
        executionStats: object;
      };
    const byIndex = await stats({ k: 3 });
    expect(byIndex.queryPlanner.winningPlan).toMatchObject({
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', indexName: 'k_1', direction: 'forward' },
    });
    expect(byIndex.executionStats).toMatchObject({
      nReturned: 10,
      totalKeysExamined: 10,
      totalDocsExamined: 10,
    });
    const scan = await stats({ other: 1 }, { other: 1 });
    expect(scan.queryPlanner.winningPlan).toMatchObject({
      stage: 'SORT',
      inputStage: { stage: 'COLLSCAN' },
    });
    expect(scan.executionStats).toMatchObject({ nReturned: 0, totalDocsExamined: 100 });
    const plan = await c.aggregate([{ $match: { k: 1 } }]).explain('queryPlanner');
    expect(plan).not.toHaveProperty('executionStats');
  });
});

describe('what tools ask', () => {
  it('validates that indexes and documents agree', async () => {
    const c = await numbered(50);
    await c.createIndex({ tags: 1 }, { sparse: true }, {});
    await c.updateOne({ _id: 1 }, { $set: { tags: [1, 2, 2, 3] } });
    expect(await mongo.db.command({ validate: c.collectionName })).toMatchObject({
      valid: true,
      nrecords: 50,
      keysPerIndex: { _id_: 50, k_1: 50, tags_1: 3 },
      errors: [],
    });
    expect(await refusal(mongo.db.command({ validate: 'nowhere' }))).toMatchObject({ code: 26 });
  });

  it('answers statistics and questions about the host', async () => {
    const c = await numbered(10);
    expect(await mongo.db.command({ collStats: c.collectionName })).toMatchObject({
      count: 10,
      nindexes: 2,
    });
    expect(await mongo.db.stats()).toMatchObject({ db: 'test', ok: 1 });
    const admin = mongo.client.db('admin');
    for (const name of ['hostInfo', 'top', 'whatsmyuri', 'getCmdLineOpts', 'serverStatus']) {
      expect(await admin.command({ [name]: 1 })).toMatchObject({ ok: 1 });
    }
    expect(await admin.command({ getLog: 'startupWarnings' })).toMatchObject({ log: [] });
  });

  it('refuses capped collections and views by name', async () => {
    expect(
      await refusal(mongo.db.createCollection('capped', { capped: true, size: 100 })),
    ).toMatchObject({ code: 115 });
    expect(await refusal(mongo.db.createCollection('view', { viewOn: 'x' }))).toMatchObject({
      code: 115,
      message: expect.stringContaining('viewOn') as string,
    });
  });
});

describe('limits', () => {
  it('ends what takes longer than maxTimeMS', async () => {
    const c = await numbered(20_000);
    const slow = [
      () => c.find({ $expr: { $eq: ['$k', 77] } }, { maxTimeMS: 1 }).toArray(),
      () =>
        c.aggregate([{ $group: { _id: '$_id', n: { $push: '$k' } } }], { maxTimeMS: 1 }).toArray(),
    ];
    for (const one of slow) {
      expect(await refusal(one())).toMatchObject({ code: 50, codeName: 'MaxTimeMSExpired' });
    }
    expect(await c.countDocuments({}, { maxTimeMS: 10_000 })).toBe(20_000);
  });

  it('does not hang on a regular expression', async () => {
    const c = mongo.collection<{ text: string }>();
    await c.insertMany([{ text: `${'a'.repeat(60)}!` }, { text: 'plain' }]);
    const bomb = /^(a+)+$/;
    expect(await refusal(c.find({ text: bomb }).toArray())).toMatchObject({ code: 51156 });
    const match = { $project: { m: { $regexMatch: { input: '$text', regex: bomb } } } };
    expect(await refusal(c.aggregate([match]).toArray())).toMatchObject({ code: 51156 });
    expect(await c.countDocuments({ text: /^(p|q)l.*n$/ })).toBe(1);
  });
});
