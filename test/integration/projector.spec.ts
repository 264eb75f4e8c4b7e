import fc from 'fast-check';
import { built, recorded } from '#test/projection-spec';
import { randomTrip } from '#test/random-trips';
import { useStores } from '#test/stores';
import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import { withoutStamp, type Projection, type Stamped } from '../../src/read/engine/projection';
import { Projector } from '../../src/read/engine/projector';
import { projections } from '../../src/read/projections';

const SEED = 20140402;
const stores = useStores();
let collections = 0;

async function documentsIn(collection: string): Promise<Record<string, object>> {
  const found = await stores().db.collection<Stamped<object>>(collection).find().toArray();
  return Object.fromEntries(found.map((each) => [each._id, withoutStamp(each)]));
}

/** A log of several trips at once: each trip's events in their order, between the others'. */
const lives = fc.tuple(
  ...([1, 2, 3, 4] as const).map((index) => randomTrip(`trip-${index}` as TripId)),
);
const logs = fc.tuple(lives, fc.array(fc.nat(3), { maxLength: 60 })).map(([trips, turns]) => {
  const left = trips.map(({ events }) => [...events]);
  const inTurn = turns.flatMap((turn) => left[turn]?.splice(0, 1) ?? []);
  return recorded([...inTurn, ...left.flat()]);
});

/** Where batches begin, and how often each is delivered. */
const deliveries = fc.array(fc.record({ size: fc.integer({ min: 1, max: 9 }), times: fc.nat(2) }), {
  maxLength: 12,
});

/** Batches of the log: some delivered again, some beginning before the last one ended. */
function* batchesOf(
  log: readonly RecordedTripEvent[],
  plan: readonly { size: number; times: number }[],
) {
  let from = 0;
  for (const { size, times } of plan) {
    const batch = log.slice(Math.max(0, from - times), from + size);
    for (let delivery = 0; delivery <= times; delivery++) yield batch;
    from += size;
  }
  yield log.slice(from);
}

describe(`the projector against a fold of the whole log (seed ${SEED})`, () => {
  it.each(projections.map((projection) => [projection.name, projection] as const))(
    '%s: any batches, delivered any number of times, by two projectors at once',
    async (_, projection: Projection<object>) => {
      const { db } = stores();
      await fc.assert(
        fc.asyncProperty(logs, deliveries, deliveries, async (log, plan, otherPlan) => {
          const collection = `projected_${(collections += 1)}`;
          const run = async (batches: Iterable<readonly RecordedTripEvent[]>) => {
            const projector = new Projector(db);
            for (const batch of batches) await projector.apply(projection, collection, batch);
          };
          await Promise.all([run(batchesOf(log, plan)), run(batchesOf(log, otherPlan))]);
          expect(await documentsIn(collection)).toEqual(built(projection, log));
        }),
        { seed: SEED, numRuns: 30 },
      );
    },
  );
});
