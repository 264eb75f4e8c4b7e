import fc from 'fast-check';
import { SlidingWindow } from './sliding-window';

const SEED = 12;
const WINDOW_MS = 10_000;
const MOST = 20;

describe(`a sliding window (seed ${SEED})`, () => {
  it('lets no more through than twice its limit, and never more than its limit at once', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 400 }), (gaps) => {
        const window = new SlidingWindow(MOST, WINDOW_MS);
        const taken: number[] = [];
        let nowMs = 0;
        for (const gap of gaps) {
          nowMs += gap;
          if (window.take('ann', nowMs) === 0) taken.push(nowMs);
        }
        for (const from of taken) {
          const within = taken.filter((at) => at >= from && at < from + WINDOW_MS).length;
          expect(within).toBeLessThanOrEqual(2 * MOST);
          const fixed = taken.filter((at) => at >= from && at < from + WINDOW_MS / 20).length;
          expect(fixed).toBeLessThanOrEqual(MOST + 1);
        }
      }),
      { seed: SEED, numRuns: 300 },
    ));

  it('is open again after the seconds that it says, and not a second sooner', () =>
    fc.assert(
      fc.property(fc.nat(9999), fc.integer({ min: 0, max: 15_000 }), (startMs, laterMs) => {
        const window = new SlidingWindow(MOST, WINDOW_MS);
        for (let call = 0; call < MOST; call++) expect(window.take('ann', startMs)).toBe(0);
        const waitS = window.take('ann', startMs + laterMs);
        if (waitS === 0) return;
        const again = startMs + laterMs + waitS * 1000;
        expect(window.take('ann', again - 1001)).toBeGreaterThan(0);
        expect(window.take('ann', again)).toBe(0);
      }),
      { seed: SEED },
    ));

  it('counts each by itself, and forgets whoever called longest ago', () => {
    const window = new SlidingWindow(1, WINDOW_MS, 2);
    expect(['ann', 'bob', 'ann', 'cleo', 'ann'].map((key) => window.take(key, 0))).toEqual([
      ...[0, 0, 20, 0, 0],
    ]);
    expect(window.size).toBe(2);
  });
});
