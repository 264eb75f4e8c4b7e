import fc from 'fast-check';
import { Breaker } from './breaker';

const SEED = 13;
const BREAKING = { after: 3, openMs: 5000 };

function breaker() {
  const clock = { nowMs: 0 };
  return { clock, breaker: new Breaker(BREAKING, () => clock.nowMs) };
}

describe('a breaker', () => {
  it('opens after the last failure that it bears, and not when one succeeds in between', () => {
    const { breaker: it } = breaker();
    for (const outcome of ['failed', 'failed', 'succeeded', 'failed', 'failed'] as const) {
      expect(it.lets()).toBe(true);
      it[outcome]();
    }
    expect(it.isOpen).toBe(false);
    it.failed();
    expect([it.isOpen, it.lets()]).toEqual([true, false]);
  });

  it('lets one through to try, and is closed by it', () => {
    const { clock, breaker: it } = breaker();
    for (let failure = 0; failure < 3; failure++) it.failed();
    clock.nowMs = 4999;
    expect(it.lets()).toBe(false);
    clock.nowMs = 5000;
    expect([it.lets(), it.lets(), it.isOpen]).toEqual([true, false, true]);
    it.succeeded();
    expect([it.isOpen, it.lets()]).toEqual([false, true]);
  });

  it(`asks a dead service no more than once a pause, whatever the times (seed ${SEED})`, () =>
    fc.assert(
      fc.property(fc.array(fc.nat(3000), { maxLength: 100 }), (gaps) => {
        const { clock, breaker: it } = breaker();
        const asked: number[] = [];
        for (const gap of gaps) {
          clock.nowMs += gap;
          if (!it.lets()) continue;
          asked.push(clock.nowMs);
          it.failed();
        }
        asked.slice(BREAKING.after).forEach((at, index) => {
          expect(at - (asked[index + BREAKING.after - 1] ?? 0)).toBeGreaterThanOrEqual(5000);
        });
      }),
      { seed: SEED },
    ));
});
