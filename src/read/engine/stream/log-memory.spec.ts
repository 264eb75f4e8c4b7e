import fc from 'fast-check';
import * as the from '#test/trip.samples';
import { recorded } from '#test/projection-spec';
import type { Told } from './audience';
import { LogMemory } from './log-memory';

const [event] = recorded([the.requested()]);
const told = (place: number): Told => ({
  place: String(place).padStart(6, '0'),
  event: event as never,
});

describe('what is remembered of the log', () => {
  it('is exactly what came after a place, or is known to be incomplete', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 60 }),
      fc.integer({ min: 0, max: 320 }),
      (most, steps, asked) => {
        const start = 10;
        const memory = new LogMemory(told(start).place, most);
        let place = start;
        const all = steps.map((step) => told((place += step)));
        for (const each of all) memory.add(each);
        const after = told(asked).place;
        const expected = all.filter((each) => each.place > after);
        const isWhole = expected.length <= most && asked >= start;
        expect(memory.since(after)).toEqual(isWhole ? expected : undefined);
        expect(memory.since(memory.from)).toEqual(all.slice(-most));
      },
    );
    fc.assert(property, { seed: 20140401, numRuns: 2000 });
  });
});
