import { Logger } from '@nestjs/common';
import { engineOn } from '#test/engine';
import { begin, fresh } from '#test/log';
import { startStores, type Stores } from '#test/stores';
import * as the from '#test/trip.samples';
import type { Kept, Projection } from '../../src/read/engine/projection';
import { PartedWays } from '../../src/read/engine/rebuild/parity';
import type { Reached } from '../../src/read/engine/rebuild/progress';
import { VerifyInProgress } from '../../src/read/engine/rebuild/rebuild.errors';
import type { RebuildOptions } from '../../src/read/engine/rebuild/rebuild';
import { tripLive } from '../../src/read/trip-live/trip-live';
import type { TripEvent } from '../../src/shared/events/trip.events';
import type { Collection } from 'mongodb';

const SEED = 20140402;
let stores: Stores;
let engine: ReturnType<typeof engineOn>;

const append = (index: number, events: readonly TripEvent[]) => {
  const own = events.map(({ type, data }) => ({
    ...{ type, data: { ...data, tripId: `trip-${index}` } },
  })) as TripEvent[];
  return begin(stores.store, `trip-trip-${index}`, own);
};
const quietly = () => undefined;

async function rebuild(projection: Projection<object> = tripLive, options: RebuildOptions = {}) {
  const [rebuilt] = await engine.rebuild.run([projection], options, quietly);
  if (!rebuilt) throw new Error('One comes back for one');
  return rebuilt;
}

async function live(): Promise<Collection<Kept<object>>> {
  const collection = (await engine.readModels.find(tripLive.name))?.live.collection ?? '';
  return stores.db.collection<Kept<object>>(collection);
}

/** What the rebuild was refused for. */
async function refusal(options: RebuildOptions = {}): Promise<PartedWays> {
  const refused = await rebuild(tripLive, options).catch((error: unknown) => error);
  if (!(refused instanceof PartedWays)) throw new Error(`Not refused: ${String(refused)}`);
  return refused;
}

beforeEach(async () => {
  Logger.overrideLogger(false);
  stores = await startStores();
  engine = engineOn(stores.store, stores.db);
  for (let index = 0; index < 6; index++) await append(index, [the.requested(), the.matching()]);
  await rebuild();
});
afterEach(async () => {
  await engine.feed.beforeApplicationShutdown();
  await stores.close();
});

const CORRUPTIONS: readonly [
  what: string,
  corrupt: (documents: Collection<Kept<object>>) => Promise<unknown>,
  found: readonly [key: string, path: string, kind: string],
][] = [
  [
    'a changed field',
    (documents) => documents.updateOne({ _id: 'trip-3' }, { $set: { status: 'Lost' } }),
    ['trip-3', 'status', 'changed'],
  ],
  [
    'a missing field',
    (documents) => documents.updateOne({ _id: 'trip-3' }, { $unset: { status: 1 } }),
    ['trip-3', 'status', 'added'],
  ],
  [
    'a field too many',
    (documents) => documents.updateOne({ _id: 'trip-3' }, { $set: { extra: 1 } }),
    ['trip-3', 'extra', 'removed'],
  ],
  [
    'a document that is gone',
    (documents) => documents.deleteOne({ _id: 'trip-3' }),
    ['trip-3', '', 'added'],
  ],
  [
    'a document that nobody wrote',
    (documents) => documents.insertOne({ _id: 'trip-x', _at: '', _gone: true }),
    ['trip-x', '', 'removed'],
  ],
  [
    'a stamp of before',
    (documents) => documents.updateOne({ _id: 'trip-3' }, { $set: { _at: '0'.repeat(42) } }),
    ['trip-3', '_at', 'changed'],
  ],
  [
    'a stamp of what never was',
    (documents) =>
      documents.updateOne({ _id: 'trip-3' }, { $set: { _at: `${'9'.repeat(39)}/00` } }),
    ['trip-3', '_at', 'changed'],
  ],
];

describe('one corrupted document', () => {
  it.each(CORRUPTIONS)('%s is found by verify and blocks a switch', async (_, corrupt, found) => {
    await corrupt(await live());
    const { collection } = (await engine.readModels.find(tripLive.name))?.live ?? {};

    const sampled = await engine.verify.sample(
      tripLive,
      { documents: 1000, seed: SEED },
      [],
      quietly,
    );
    const whole = await engine.verify.all(tripLive, [], quietly);
    for (const { differing, refused, differences } of [sampled, whole]) {
      expect({ differing, refused }).toEqual({ differing: 1, refused: 1 });
      expect(differences.map(({ key, path, kind }) => [key, path, kind])).toEqual([found]);
    }

    const { parity } = await refusal();
    expect(parity.differences.map(({ key, path, kind }) => [key, path, kind])).toEqual([found]);
    const after = await engine.readModels.find(tripLive.name);
    expect(after?.live.collection).toBe(collection);
    expect(after?.building?.phase).toBe('blocked');
    expect((await engine.history.of(tripLive.name, 1))[0]).toMatchObject({ what: 'blocked' });

    const [key, path] = found;
    const allowed = [{ key, path }];
    const rebuilt = await rebuild(tripLive, { resume: true, allowed });
    expect(rebuilt).toMatchObject({ switched: true, parity: { differing: 1, refused: 0 } });
    const again = await engine.verify.all(tripLive, [], quietly);
    expect(again).toMatchObject({ documents: 6, differing: 0 });
  });
});

describe('the parity gate', () => {
  it('lets through only what was allowed', async () => {
    await (await live()).updateOne({ _id: 'trip-3' }, { $set: { status: 'Lost', extra: 1 } });
    expect((await refusal({ allowed: [{ path: 'status' }] })).parity.refused).toBe(1);
    expect((await refusal({ allowed: [{ path: '*', kind: 'added' }] })).parity.refused).toBe(1);
    expect((await refusal({ allowed: [{ path: '*', key: 'trip-4' }] })).parity.refused).toBe(1);
    const allowed = [{ path: 'status', kind: 'changed' as const }, { path: 'ex*' }];
    expect(await rebuild(tripLive, { allowed })).toMatchObject({ switched: true });
  });

  it('takes what a new version announces for meant, and nothing else', async () => {
    const louder = (changes: Projection<object>['changes']): Projection<object> => {
      const { evolve } = tripLive as Projection<object>;
      const changed: Projection<object>['evolve'] = (document, event, key) => {
        const { seen: _, ...before } = { seen: 0, ...document };
        const after = evolve(document && before, event, key);
        return after && { ...after, seen: 1 };
      };
      return {
        ...(tripLive as Projection<object>),
        version: 2,
        evolve: changed,
        changes: changes ?? [],
      };
    };
    await expect(rebuild(louder([]))).rejects.toThrow(PartedWays);
    const meant = louder([{ path: 'seen', kind: 'added' }]);
    expect(await rebuild(meant)).toMatchObject({ switched: true, parity: { differing: 6 } });
  });

  it('compares documents that are written all the time', async () => {
    engine.feed.onApplicationBootstrap();
    await engine.reaches(await append(7, [the.requested()]));
    const enough = new AbortController();
    const writing = (async () => {
      for (let revision = 0n; !enough.signal.aborted; revision++) {
        await stores.store.append('trip-trip-7', revision, [
          fresh({ type: 'MatchingStarted', data: { ...the.matching().data, tripId: 'trip-7' } }),
        ]);
      }
    })();
    try {
      for (let count = 0; count < 3; count++) {
        expect(await rebuild()).toMatchObject({ switched: true, parity: { differing: 0 } });
        const sampled = await engine.verify.sample(
          tripLive,
          { documents: 100, seed: SEED },
          [],
          quietly,
        );
        expect(sampled).toMatchObject({ documents: 7, differing: 0 });
      }
    } finally {
      enough.abort();
      await writing;
    }
  });

  it('leaves out documents that wait for a dead letter', async () => {
    engine.feed.onApplicationBootstrap();
    await stores.store.append('trip-trip-3', 1n, [fresh({ type: 'Unknown', data: {} })]);
    const data = { ...the.cancelled().data, tripId: 'trip-3' };
    await engine.reaches(
      await stores.store.append('trip-trip-3', 2n, [fresh({ type: 'TripCancelled', data })]),
    );
    const { parity } = await rebuild();
    expect(parity).toMatchObject({ documents: 6, parked: 1, differing: 0 });
  });
});

describe('a sample', () => {
  it('is chosen by its seed, and folded from the log alone', async () => {
    const of = (seed: number, documents: number) =>
      engine.verify.sample(tripLive, { documents, seed }, [], quietly);
    expect(await of(1, 3)).toEqual(await of(1, 3));
    expect((await of(1, 6)).documents).toBe(6);
    const counts = await Promise.all([1, 2, 3, 4, 5].map((seed) => of(seed, 2)));
    expect(Math.max(...counts.map(({ documents }) => documents))).toBeLessThan(6);
  });

  it('ends when whoever is told of it has enough', async () => {
    const enough = new Error('Enough');
    for (const when of ['folding', 'comparing']) {
      const report = ({ phase }: Reached) => {
        if (phase === when) throw enough;
      };
      const sample = { documents: 3, seed: SEED };
      await expect(engine.verify.sample(tripLive, sample, [], report)).rejects.toBe(enough);
      await expect(engine.verify.all(tripLive, [], report)).rejects.toBe(enough);
    }
  });
});

describe('what a comparison folds beside the live build', () => {
  const names = async () =>
    (await stores.db.listCollections().toArray()).map(({ name }) => name).sort();
  const left = `${tripLive.name}_verify_left`;

  it('is cleared away by the next when it died, or by a rebuild', async () => {
    for (const next of [
      () => engine.verify.all(tripLive, [], quietly),
      () => engine.rebuild.run([tripLive], {}, quietly),
    ]) {
      await stores.db.collection(left).insertOne({});
      await next();
      expect(await names()).not.toContain(left);
    }
  });

  it('stays while another process is at it, and only one is', async () => {
    await stores.db.collection(left).insertOne({});
    const lease = await engine.leases.tryAcquire(`verify/${tripLive.name}`);
    await expect(engine.verify.all(tripLive, [], quietly)).rejects.toThrow(VerifyInProgress);
    await engine.operations.sweep(tripLive);
    expect(await names()).toContain(left);
    await lease?.release();
    await engine.operations.sweep(tripLive);
    expect(await names()).not.toContain(left);
  });

  it('goes with it', async () => {
    const before = await names();
    await engine.verify.all(tripLive, [], quietly);
    await engine.verify.sample(tripLive, { documents: 3, seed: SEED }, [], quietly);
    expect(await names()).toEqual(before);
  });
});
