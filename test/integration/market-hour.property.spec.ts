import fc from 'fast-check';
import { built, recorded } from '#test/projection-spec';
import { randomTrip } from '#test/random-trips';
import * as the from '#test/trip.samples';
import type { TripId } from '../../src/shared/kernel/ids';
import { canonical } from '../../src/read/engine/rebuild/canonical';
import { marketHour } from '../../src/read/market-hour/market-hour';

const SEED = 20140401;
const OPEN = ['Requested', 'Matching', 'EnRoute', 'AtPickup', 'InProgress'];

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe(`the market of random trips (seed ${SEED})`, () => {
  const trips = fc
    .array(fc.nat(), { minLength: 1, maxLength: 6 })
    .chain((ids) => fc.tuple(...ids.map((_, index) => randomTrip(`trip-${index}` as TripId))));

  it('adds up, whatever becomes of them and however often they are corrected', () => {
    const ends = new Set<string>();
    fc.assert(
      fc.property(trips, (lives) => {
        for (const { status } of lives) ends.add(status);
        const rows = Object.values(
          built(marketHour, recorded(lives.flatMap(({ events }) => events))),
        );
        for (const row of rows) {
          const counts = [row.completed, row.unfulfilled, ...Object.values(row.cancelled)];
          expect(Math.min(...counts)).toBeGreaterThanOrEqual(0);
        }
        const ended = sum(
          rows.map((row) => row.completed + row.unfulfilled + sum(Object.values(row.cancelled))),
        );
        const open = lives.filter(({ status }) => OPEN.includes(status)).length;
        expect(sum(rows.map(({ requested }) => requested))).toBe(ended + open);
      }),
      { seed: SEED, numRuns: 500 },
    );
    expect(ends.size).toBeGreaterThanOrEqual(12);
  });

  it('passes over no event that changes what it counts, and over all that do not', () => {
    const row = Object.values(built(marketHour, recorded([the.requested()])))[0];
    fc.assert(
      fc.property(trips, (lives) => {
        for (const event of recorded(lives.flatMap(({ events }) => events))) {
          // A correction touches its row even where it leads from one open state to another.
          if (event.type === 'TripCorrected') continue;
          const isChanged = canonical(marketHour.evolve(row, event, 'row')) !== canonical(row);
          const isTouched = marketHour.keysOf(event).length > 0;
          expect([event.type, isTouched]).toEqual([event.type, isChanged]);
        }
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
