import { createHash } from 'node:crypto';

/**
 * Chance that can be repeated: the same seed draws the same numbers on every machine (sfc32 by Chris Doty-Humphrey,
 * which passes PractRand).
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private counter = 1;

  constructor(seed: string) {
    const hash = createHash('sha256').update(seed).digest();
    [this.a, this.b, this.c] = [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8)];
  }

  /** From 0 up to, but never, 1. */
  next(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number from 0 up to, but never, `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** Waits, speeds and detours are skewed to the right: half lie below `median`, none outside `low` to `high`. */
  logNormal(median: number, sigma: number, low: number, high: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return Math.min(high, Math.max(low, median * Math.exp(sigma * normal)));
  }

  /** One of `choices`, each as often as its share says; the shares add up to 1. */
  oneOf<T>(choices: readonly (readonly [T, number])[], last: T): T {
    let left = this.next();
    for (const [choice, share] of choices) {
      left -= share;
      if (left < 0) return choice;
    }
    return last;
  }
}
