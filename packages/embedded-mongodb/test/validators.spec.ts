import { Double, Int32 } from 'mongodb';
import { refusal, runningServer } from './server';

const mongo = runningServer();

const schema = {
  $jsonSchema: {
    bsonType: 'object',
    required: ['name', 'seats'],
    additionalProperties: false,
    properties: {
      _id: {},
      name: { bsonType: 'string', minLength: 2, pattern: '^[a-z]+$' },
      seats: { bsonType: ['int', 'long'], minimum: 1, maximum: 8 },
      tags: { bsonType: 'array', maxItems: 2, uniqueItems: true, items: { bsonType: 'string' } },
      kind: { enum: ['car', 'van', null] },
      owner: { oneOf: [{ bsonType: 'string' }, { bsonType: 'object', required: ['name'] }] },
    },
  },
};

describe('a validator', () => {
  it('accepts and refuses by a JSON schema, telling why', async () => {
    const c = await mongo.db.createCollection<Record<string, unknown>>('cars', {
      validator: schema,
    });
    const good = [
      { name: 'taxi', seats: 4 },
      { name: 'van', seats: 8, tags: ['a', 'b'], kind: null, owner: { name: 'bob' } },
    ];
    for (const one of good) await c.insertOne({ ...one });
    const bad = [
      { name: 'taxi' },
      { name: 'x', seats: 1 },
      { name: 'Taxi', seats: 1 },
      { name: 'taxi', seats: new Double(1.5) },
      { name: 'taxi', seats: 9 },
      { name: 'taxi', seats: 1, tags: ['a', 'a'] },
      { name: 'taxi', seats: 1, tags: [1] },
      { name: 'taxi', seats: 1, kind: 'boat' },
      { name: 'taxi', seats: 1, owner: {} },
      { name: 'taxi', seats: 1, more: true },
    ];
    for (const one of bad) {
      expect(await refusal(c.insertOne({ ...one }))).toMatchObject({ code: 121 });
    }
    const error = await refusal(c.insertOne({ _id: 7 as never, name: 'taxi' }));
    expect(error.errInfo).toMatchObject({
      failingDocumentId: 7,
      details: {
        operatorName: '$jsonSchema',
        schemaRulesNotSatisfied: [{ operatorName: 'required', missingProperties: ['seats'] }],
      },
    });
    expect(await refusal(c.updateOne({ name: 'taxi' }, { $set: { seats: 0 } }))).toMatchObject({
      code: 121,
    });
    expect(await c.countDocuments({ name: 'taxi', seats: new Int32(4) })).toBe(1);
    await c.insertOne({ any: 'thing' }, { bypassDocumentValidation: true });
    expect(await c.countDocuments(schema)).toBe(2);
  });

  it('is changed by collMod, listed, and moderate with what was there before', async () => {
    const c = mongo.collection<{ _id: number; n: number; m?: number }>('modified');
    await c.insertOne({ _id: 1, n: -1 });
    await mongo.db.command({
      collMod: 'modified',
      validator: { n: { $gte: 0 } },
      validationLevel: 'moderate',
    });
    expect(await refusal(c.insertOne({ _id: 2, n: -1 }))).toMatchObject({ code: 121 });
    await c.updateOne({ _id: 1 }, { $set: { m: 1 } });
    await c.insertOne({ _id: 3, n: 3 });
    expect(await refusal(c.updateOne({ _id: 3 }, { $set: { n: -3 } }))).toMatchObject({
      code: 121,
    });
    const [listed] = await mongo.db.listCollections({ name: 'modified' }).toArray();
    expect(listed).toMatchObject({
      options: { validator: { n: { $gte: 0 } }, validationLevel: 'moderate' },
    });
    await mongo.db.command({ collMod: 'modified', validationAction: 'warn' });
    await c.insertOne({ _id: 4, n: -1 });
  });

  it('is refused when it is none', async () => {
    const wrong = [{ $jsonSchema: { nonsense: 1 } }, { $jsonSchema: 1 }, { a: { $nonsense: 1 } }];
    for (const validator of wrong) {
      await refusal(mongo.db.createCollection('wrong', { validator }));
    }
    expect(await mongo.db.listCollections({ name: 'wrong' }).toArray()).toEqual([]);
  });
});
