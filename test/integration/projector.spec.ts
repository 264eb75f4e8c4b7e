import fc from 'fast-check';
import { documentsIn, engineOn } from '#test/engine';
import { entriesOf } from '#test/log';
import { built } from '#test/projection-spec';
import { batchesOf, deliveries, logs, type Delivery } from '#test/random-log';
import { useStores } from '#test/stores';
import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import { LeaseLost, type Lease } from '../../src/shared/mongo/leases';
import { Parking } from '../../src/read/engine/dead-letters/parking';
import type { Projection } from '../../src/read/engine/projection';
import type { Place } from '../../src/read/engine/projector';
import { emptyBuild } from '../../src/read/engine/read-models';
import { projections } from '../../src/read/projections';

const SEED = 20140402;
const stores = useStores();
let runs = 0;

/** A projector with a build of its own, under a lease of its own. */
async function begun(projection: Projection<object>) {
  const { db, store } = stores();
  const engine = engineOn(store, db);
  const name = `run-${(runs += 1)}`;
  const lease = await engine.leases.tryAcquire(name);
  if (!lease) throw new Error(`${name} is held`);
  const place: Place = {
    build: emptyBuild(projection, `projected_${runs}`),
    parking: new Parking(),
  };
  return { engine, name, lease, place };
}

async function follow(
  { engine, place: from }: Awaited<ReturnType<typeof begun>>,
  projection: Projection<object>,
  lease: Lease,
  batches: Iterable<readonly RecordedTripEvent[]>,
): Promise<void> {
  let place = from;
  for (const batch of batches) {
    place = await engine.projector.advance(projection, place, entriesOf(batch), lease, () =>
      Promise.resolve(),
    );
  }
}

/** As long as it takes until somebody else has the lease. */
async function takenOver({ engine, name }: Awaited<ReturnType<typeof begun>>): Promise<Lease> {
  const lease = await engine.leases.acquire(name, AbortSignal.timeout(10_000));
  if (!lease) throw new Error(`${name} was not taken over`);
  return lease;
}

describe(`the projector against a fold of the whole log (seed ${SEED})`, () => {
  it.each(projections.map((projection) => [projection.name, projection] as const))(
    '%s: any batches, delivered any number of times',
    async (_, projection: Projection<object>) => {
      await fc.assert(
        fc.asyncProperty(logs, deliveries, async (log, plan: Delivery) => {
          const run = await begun(projection);
          await follow(run, projection, run.lease, batchesOf(log, plan));
          expect(await documentsIn(stores().db, run.place.build.collection)).toEqual(
            built(projection, log),
          );
          await run.lease.release();
        }),
        { seed: SEED, numRuns: 20 },
      );
    },
  );

  it('refuses what an earlier holder of the lease writes late, and the later one repeats it', async () => {
    const [projection] = projections as [Projection<object>];
    const [log = []] = fc.sample(logs, { seed: SEED, numRuns: 1 });
    const run = await begun(projection);
    const half = Math.ceil(log.length / 2);
    await follow(run, projection, run.lease, [log.slice(0, half)]);
    const later = await takenOver(run);
    expect(later.token).toBe(run.lease.token + 1);
    const { build } = run.place;
    const before = await documentsIn(stores().db, build.collection);
    await expect(follow(run, projection, run.lease, [log])).rejects.toThrow(LeaseLost);
    expect(await documentsIn(stores().db, build.collection)).toEqual(before);
    await follow(run, projection, later, [log]);
    expect(await documentsIn(stores().db, build.collection)).toEqual(built(projection, log));
    await later.release();
  });
});
