import fc from 'fast-check';
import { Lanes } from './lanes';

const KEYS = ['a', 'b', 'c', 'd'];

/** Work that ends when the spec says so, in any order that it likes. */
class Hands {
  private readonly waiting: { readonly key: string; readonly index: number; end(): void }[] = [];
  readonly begun: { readonly key: string; readonly index: number }[] = [];

  work(key: string, index: number): () => Promise<void> {
    return () => {
      this.begun.push({ key, index });
      return new Promise((end) => this.waiting.push({ key, index, end }));
    };
  }

  get running(): readonly { readonly key: string }[] {
    return this.waiting;
  }

  async endOne(choice: number): Promise<void> {
    this.waiting.splice(choice % this.waiting.length, 1)[0]?.end();
    await turn();
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('lanes', () => {
  it('keep the order within a key, run one of each key at a time, and no more than they may', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...KEYS), { maxLength: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        async (keys, atOnce, choices) => {
          const lanes = new Lanes(atOnce, Infinity);
          const hands = new Hands();
          keys.forEach((key, index) => lanes.add(key, hands.work(key, index)));
          for (const choice of choices) {
            const running = hands.running.map(({ key }) => key);
            expect(new Set(running).size).toBe(running.length);
            expect(running.length).toBeLessThanOrEqual(atOnce);
            if (running.length > 0) await hands.endOne(choice);
          }
          await lanes.idle();
          for (const key of KEYS) {
            const expected = keys.flatMap((each, index) => (each === key ? [index] : []));
            const begun = hands.begun.filter((each) => each.key === key);
            expect(begun.map(({ index }) => index)).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    ));

  it('let nobody add more than they hold', async () => {
    const lanes = new Lanes(1, 2);
    const hands = new Hands();
    lanes.add('a', hands.work('a', 0));
    lanes.add('b', hands.work('b', 1));
    let isThereRoom = false;
    const waiting = lanes.room().then(() => (isThereRoom = true));
    await turn();
    expect(isThereRoom).toBe(false);
    await hands.endOne(0);
    await waiting;
    expect(isThereRoom).toBe(true);
  });
});
