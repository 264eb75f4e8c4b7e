import type { Collection } from 'mongodb';
import { ofTrip } from '#test/appended';
import { openTrips } from '#test/forgetful';
import { eventsIn, everyEntry } from '#test/log';
import { built } from '#test/projection-spec';
import * as the from '#test/trip.samples';
import { until } from '#test/until';
import { useEngine } from '#test/use-engine';
import { withoutStamp, type Kept, type Projection } from '../../src/read/engine/projection';
import type { Checkpoint } from '../../src/read/engine/projector';
import { Superseded } from '../../src/read/engine/read-models';
import { FoldedByOtherCode } from '../../src/read/engine/refold/repair.errors';
import { marketHour } from '../../src/read/market-hour/market-hour';
import { projections } from '../../src/read/projections';
import { tripLive } from '../../src/read/trip-live/trip-live';
import { formatPosition } from '../../src/shared/kernel/log-position';
import type { Lease } from '../../src/shared/mongo/leases';

const { stores, engine, append } = useEngine();

const quietly = () => undefined;
const ride = [the.requested(), the.matching(), the.assigned(), the.arrived()];

async function live(projection: Projection<object>): Promise<Collection<Kept<object>>> {
  const found = await engine().readModels.find(projection.name);
  return stores().db.collection(found?.live.collection ?? '');
}

/** Trips a, b and c, one after the other; answers with the position at which b begins. */
async function threeTrips(): Promise<string> {
  engine().feed.onApplicationBootstrap();
  await append(...ofTrip('a', ride));
  const { position } = await append(...ofTrip('b', ride.slice(0, 1)));
  await engine().reaches(await append(...ofTrip('b', ride.slice(1)), ...ofTrip('c', ride)));
  return formatPosition(position);
}

/** Spoils the one row of the market so that the projector goes on from there: the batch in its hands may write over it. */
async function spoiltRow(): Promise<string> {
  const documents = await live(marketHour);
  const checkpoint = async () =>
    (await engine().readModels.find(marketHour.name))?.live.position ?? '';
  const spoilt = await until(
    async () => {
      await documents.updateMany({}, { $inc: { requested: 1000 } });
      const before = await checkpoint();
      await until(checkpoint, (now) => now > before);
      return documents.findOne({});
    },
    (row) => row !== null && 'requested' in row && Number(row.requested) >= 1000,
  );
  return spoilt?._id ?? '';
}

async function expectAsTheLogHasIt(...those: readonly Projection<object>[]) {
  const events = eventsIn(await everyEntry(stores().store.readAll()));
  for (const projection of those) {
    expect(await engine().documents(projection)).toEqual(built(projection, events));
  }
}

describe('a repair', () => {
  it('puts one document right, field by field, and finds nothing the second time', async () => {
    await threeTrips();
    const documents = await live(tripLive);
    await documents.updateOne({ _id: 'a' }, { $set: { status: 'Lost', 'price.quotedMinor': 1 } });
    await documents.updateOne({ _id: 'b' }, { $set: { status: 'Lost' } });

    const repaired = await engine().repair.run(tripLive, { key: 'a' }, quietly);
    expect(repaired).toEqual({
      ...{ readModel: tripLive.name, collection: documents.collectionName },
      ...{ documents: 1, changed: 1 },
      differences: [
        { key: 'a', path: 'status', kind: 'changed', live: 'Lost', built: 'AtPickup' },
        { key: 'a', path: 'price.quotedMinor', kind: 'changed', live: 1, built: 1900 },
      ],
    });
    expect(await documents.findOne({ _id: 'b' })).toMatchObject({ status: 'Lost' });
    const again = await engine().repair.run(tripLive, { key: 'a' }, quietly);
    expect(again).toMatchObject({ documents: 1, changed: 0, differences: [] });
    expect(await engine().history.of(tripLive.name, 2)).toMatchObject([
      { what: 'repaired', details: { key: 'a', changed: 0 } },
      { what: 'repaired', details: { key: 'a', changed: 1 } },
    ]);
  });

  it('knows the documents that an event from a position on touches, and keeps all others', async () => {
    const from = await threeTrips();
    const documents = await live(tripLive);
    await documents.updateMany({}, { $set: { status: 'Lost' } });
    const told: number[] = [];
    const repaired = await engine().repair.run(tripLive, { from }, ({ events }) =>
      told.push(events),
    );
    expect(repaired).toMatchObject({ documents: 2, changed: 2 });
    expect(told.at(-1)).toBe(12);
    const statuses = await documents.find().sort({ _id: 1 }).toArray();
    expect(statuses.map((each) => 'status' in each && each.status)).toEqual([
      ...['Lost', 'AtPickup', 'AtPickup'],
    ]);
  });

  it('restores what was deleted, deletes what never was, and lets no stamp keep it from that', async () => {
    const from = await threeTrips();
    await engine().reaches(await append(...ofTrip('d', [the.requested(), the.cancelled()])));
    const documents = await live(openTrips);
    const [early, late] = ['0'.repeat(42), '9'.repeat(42)];
    await documents.deleteOne({ _id: 'b' });
    await documents.updateOne({ _id: 'c' }, { $set: { _at: late, events: 99 } });
    await documents.replaceOne({ _id: 'd' }, { _at: early, riderId: 'undead' } as never);
    await documents.insertOne({ _id: 'x', _at: late });
    const repaired = await engine().repair.run(openTrips, { from }, quietly);
    expect(repaired).toMatchObject({ documents: 3, changed: 3 });
    expect(repaired.differences).toContainEqual(
      expect.objectContaining({ key: 'd', path: '', kind: 'removed' }),
    );
    await engine().repair.run(openTrips, { key: 'x' }, quietly);
    await expectAsTheLogHasIt(openTrips);
    expect(await documents.findOne({ _id: 'x' })).toBeNull();
    expect(await documents.findOne({ _id: 'd' })).toMatchObject({ _gone: true });
    await engine().reaches(await append(...ofTrip('c', [the.started()])));
    await expectAsTheLogHasIt(openTrips);
  });

  it('works beside the live projector, however much is written meanwhile', async () => {
    await threeTrips();
    const over = new AbortController();
    const load = (async () => {
      for (let trip = 0; !over.signal.aborted; trip++) {
        await append(...ofTrip(`m-${trip}`, ride.slice(0, 2)));
      }
    })();
    try {
      for (let round = 0; round < 3; round++) {
        const row = await spoiltRow();
        const { changed, differences } = await engine().repair.run(
          marketHour,
          { key: row },
          quietly,
        );
        expect([changed, differences.map(({ path }) => path)]).toEqual([1, ['requested']]);
      }
    } finally {
      over.abort();
      await load;
    }
    await engine().reaches(await append(...ofTrip('last', ride)));
    await expectAsTheLogHasIt(...projections, openTrips);
  });

  it('looks again when a batch that had the wrong document in hand writes over it', async () => {
    const { projector, readModels, deadLetters, leases } = engine();
    await append(...ofTrip('a', ride.slice(0, 2)));
    const entries = () => everyEntry(stores().store.readAll());
    const { live: build } = await readModels.opened(tripLive);
    const lease = (await leases.tryAcquire('spec')) as Lease;
    const advance: Checkpoint = (from, to, session) =>
      readModels.advance(tripLive.name, from, to, lease.token, session);
    const place = { build, parking: await deadLetters.parkingOf(tripLive.name, build) };
    const now = await projector.advance(tripLive, place, await entries(), lease, advance);
    const documents = await live(tripLive);
    await documents.updateOne({ _id: 'a' }, { $set: { riderId: 'mallory' } });

    await append(...ofTrip('a', ride.slice(2)));
    const isRight = async () => {
      const found = await documents.findOne({ _id: 'a' });
      return found !== null && 'riderId' in found && found.riderId === the.adaId;
    };
    let repair: Promise<unknown> | undefined;
    const slow = {
      transaction: async (work: Parameters<Lease['transaction']>[0]) => {
        repair = engine().repair.run(tripLive, { key: 'a' }, quietly);
        await until(isRight, (right) => right);
        // The repaired document has the stamp that the wrong one in hand had: no guard can tell them apart.
        await lease.transaction(work);
      },
    } as Lease;
    await projector.advance(tripLive, now, await entries(), slow, advance);
    expect(await isRight()).toBe(false);
    await repair;
    expect(await isRight()).toBe(true);
    await expectAsTheLogHasIt(tripLive);
    await lease.release();
  });

  it('leaves a parked document where it stood, and its dead letters alone', async () => {
    engine().feed.onApplicationBootstrap();
    await engine().reaches(await append(...ofTrip('a', ride)));
    const [, , third] = await everyEntry(stores().store.readAll());
    if (!third) throw new Error('There are four events');
    const documents = await live(tripLive);
    const { id: eventId, type, stream } = third.stored;
    await engine().deadLetters.add(tripLive.name, { collection: documents.collectionName }, [
      {
        ...{ position: third.at, eventId, stream, type, keys: ['a'] },
        ...{ fault: 'refused by the store', reason: 'too large' },
      },
    ]);
    await engine().repair.run(tripLive, { key: 'a' }, quietly);
    const [stood] = Object.values(
      built(tripLive, eventsIn((await everyEntry(stores().store.readAll())).slice(0, 2))),
    );
    const found = await documents.findOne({ _id: 'a' });
    expect(found && withoutStamp(found)).toEqual(stood);
    expect(await engine().deadLetters.letters.countDocuments()).toBe(1);
  });

  it('is refused where other code folded the live build, and when another build goes live', async () => {
    await threeTrips();
    const changed = { ...tripLive, version: tripLive.version + 1 };
    await expect(engine().repair.run(changed, { key: 'a' }, quietly)).rejects.toThrow(
      FoldedByOtherCode,
    );
    await (await live(tripLive)).updateOne({ _id: 'a' }, { $set: { status: 'Lost' } });
    let switched: Promise<unknown> | undefined;
    const repair = engine().repair.run(tripLive, { key: 'a' }, () => {
      switched ??= engine().readModels.entries.updateOne(
        { _id: tripLive.name },
        { $set: { 'live.collection': 'another' } },
      );
    });
    await expect(repair).rejects.toThrow(Superseded);
    await switched;
  });
});
