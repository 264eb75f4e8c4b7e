import fc from 'fast-check';
import type { RecordedTripEvent } from '../../src/shared/events/trip.events';
import type { TripId } from '../../src/shared/kernel/ids';
import { recorded } from './projection-spec';
import { randomTrip } from './random-trips';

/** A log of several trips at once: each trip's events in their order, between the others'. */
const lives = fc.tuple(
  ...([1, 2, 3, 4] as const).map((index) => randomTrip(`trip-${index}` as TripId)),
);
export const logs = fc
  .tuple(lives, fc.array(fc.nat(3), { maxLength: 60 }))
  .map(([trips, turns]) => {
    const left = trips.map(({ events }) => [...events]);
    const inTurn = turns.flatMap((turn) => left[turn]?.splice(0, 1) ?? []);
    return recorded([...inTurn, ...left.flat()]);
  });

/** Where batches begin, and how often each is delivered. */
export type Delivery = readonly { readonly size: number; readonly times: number }[];

export const deliveries: fc.Arbitrary<Delivery> = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 9 }), times: fc.nat(2) }),
  { maxLength: 12 },
);

/** Batches of the log: some delivered again, some beginning before the last one ended. */
export function* batchesOf(
  log: readonly RecordedTripEvent[],
  plan: Delivery,
): Generator<readonly RecordedTripEvent[]> {
  let from = 0;
  for (const { size, times } of plan) {
    const batch = log.slice(Math.max(0, from - times), from + size);
    for (let delivery = 0; delivery <= times; delivery++) yield batch;
    from += size;
  }
  yield log.slice(from);
}
