import { Decimal128, Long, ObjectId, type Document } from 'mongodb';
import { refusal, runningServer } from './server';

const mongo = runningServer();
type Numbered = Document & { _id: number };

async function aggregated(documents: Document[], pipeline: Document[]) {
  const trips = mongo.collection<Numbered>();
  if (documents.length > 0) await trips.insertMany(documents as Numbered[]);
  return trips.aggregate(pipeline).toArray();
}

describe('aggregation', () => {
  it('groups with all accumulators, equal values of different types together', async () => {
    const documents = [
      { _id: 1, k: 1, v: 5 },
      { _id: 2, k: Long.fromNumber(1), v: 7 },
      { _id: 3, v: 1 },
      { _id: 4, k: null, v: Decimal128.fromString('1.5') },
    ];
    const groups = await aggregated(documents, [
      {
        $group: {
          _id: '$k',
          n: { $sum: 1 },
          sum: { $sum: '$v' },
          avg: { $avg: '$v' },
          max: { $max: '$v' },
          ids: { $push: '$_id' },
          first: { $first: '$v' },
        },
      },
      { $sort: { _id: -1 } },
    ]);
    expect(groups).toEqual([
      { _id: 1, n: 2, sum: 12, avg: 6, max: 7, ids: [1, 2], first: 5 },
      {
        _id: null,
        n: 2,
        sum: Decimal128.fromString('2.5'),
        avg: Decimal128.fromString('1.25'),
        max: Decimal128.fromString('1.5'),
        ids: [3, 4],
        first: 1,
      },
    ]);
  });

  it('groups by ObjectId, date and compound keys', async () => {
    const [a, b] = [new ObjectId(), new ObjectId()];
    const at = new Date(5);
    const documents = [a, b, new ObjectId(a.toHexString())].map((rider, _id) => ({
      _id,
      rider,
      at,
    }));
    const groups = await aggregated(documents, [
      { $group: { _id: { rider: '$rider', at: '$at' }, n: { $sum: 1 } } },
      { $sort: { n: -1 } },
    ]);
    expect(groups).toEqual([
      { _id: { rider: a, at }, n: 2 },
      { _id: { rider: b, at }, n: 1 },
    ]);
  });

  it('matches, projects, unwinds, sorts, skips and limits', async () => {
    const documents = [1, 2, 3].map((_id) => ({ _id, l: [{ x: _id }, { x: _id * 10 }] }));
    expect(
      await aggregated(documents, [
        { $match: { _id: { $gte: 2 } } },
        { $unwind: '$l' },
        { $project: { _id: 0, id: '$_id', x: { $multiply: ['$l.x', 2] } } },
        { $sort: { x: -1 } },
        { $skip: 1 },
        { $limit: 2 },
      ]),
    ).toEqual([
      { id: 2, x: 40 },
      { id: 3, x: 6 },
    ]);
  });

  it('counts nothing as no document, and something as one', async () => {
    expect(await aggregated([], [{ $count: 'n' }])).toEqual([]);
    expect(await aggregated([{ _id: 1 }, { _id: 2 }], [{ $count: 'n' }])).toEqual([{ n: 2 }]);
    const trips = mongo.collection();
    expect(await trips.countDocuments({ a: 1 })).toBe(0);
  });

  it('joins other collections by field and by pipeline', async () => {
    const riders = mongo.collection<Numbered>();
    await riders.insertMany([
      { _id: 1, name: 'Ada', city: 'nyc' },
      { _id: 2, name: 'Bob', city: 'ams' },
    ]);
    const from = riders.collectionName;
    const trips = [{ _id: 1, rider: 1 }, { _id: 2, rider: [1, 2] }, { _id: 3 }];
    expect(
      await aggregated(trips, [
        { $lookup: { from, localField: 'rider', foreignField: '_id', as: 'who' } },
        { $project: { names: '$who.name' } },
      ]),
    ).toEqual([
      { _id: 1, names: ['Ada'] },
      { _id: 2, names: ['Ada', 'Bob'] },
      { _id: 3, names: [] },
    ]);
    expect(
      await aggregated(trips, [
        {
          $lookup: {
            from,
            localField: 'rider',
            foreignField: '_id',
            let: { trip: '$_id' },
            pipeline: [
              { $match: { $expr: { $eq: ['$_id', '$$trip'] } } },
              { $project: { _id: 0, name: 1 } },
            ],
            as: 'who',
          },
        },
      ]),
    ).toEqual([
      { _id: 1, rider: 1, who: [{ name: 'Ada' }] },
      { _id: 2, rider: [1, 2], who: [{ name: 'Bob' }] },
      { _id: 3, who: [] },
    ]);
  });

  it('facets, buckets and unions', async () => {
    const other = mongo.collection<Numbered>();
    await other.insertOne({ _id: 9, v: 9 });
    const documents = [1, 2, 3].map((_id) => ({ _id, v: _id }));
    expect(
      await aggregated(documents, [
        { $unionWith: { coll: other.collectionName } },
        {
          $facet: {
            count: [{ $count: 'n' }],
            buckets: [{ $bucket: { groupBy: '$v', boundaries: [0, 3, 10] } }],
          },
        },
      ]),
    ).toEqual([
      {
        count: [{ n: 4 }],
        buckets: [
          { _id: 0, count: 2 },
          { _id: 3, count: 2 },
        ],
      },
    ]);
  });

  it('writes results with $out and $merge', async () => {
    const target = mongo.collection<Numbered>();
    await target.insertMany([
      { _id: 1, old: true },
      { _id: 7, old: true },
    ]);
    const into = target.collectionName;
    const documents = [1, 2].map((_id) => ({ _id, v: _id }));
    await aggregated(documents, [{ $merge: { into } }]);
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, old: true, v: 1 },
      { _id: 2, v: 2 },
      { _id: 7, old: true },
    ]);
    await aggregated(documents, [{ $match: { v: 2 } }, { $out: into }]);
    expect(await target.find().toArray()).toEqual([{ _id: 2, v: 2 }]);
    expect(await target.countDocuments()).toBe(1);
  });

  it('refuses unknown stages by name', async () => {
    expect(await refusal(aggregated([], [{ $nope: {} }]))).toMatchObject({ code: 40324 });
    expect(await refusal(aggregated([], [{ $out: 'x' }, { $match: {} }]))).toMatchObject({
      code: 40601,
    });
  });
});
