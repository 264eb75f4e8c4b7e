import type { Entry } from './entry';

/** What a transaction has written so far, by key: a value, or null for a key that it removed. */
export class Overlay {
  private readonly values = new Map<string, Buffer | null>();
  /** The keys in their order; as Latin-1 text, strings compare as their bytes do. */
  private readonly order: string[] = [];

  get size(): number {
    return this.order.length;
  }

  get(key: string): Buffer | null | undefined {
    return this.values.get(key);
  }

  set(key: string, value: Buffer | null): void {
    if (!this.values.has(key)) this.order.splice(this.position(key), 0, key);
    this.values.set(key, value);
  }

  *entries(): Generator<[Buffer, Buffer | null], void, undefined> {
    for (const [key, value] of this.values) yield [Buffer.from(key, 'latin1'), value];
  }

  /** The snapshot's entries with what was written put over them, in the same order. */
  *over(
    snapshot: Iterable<Entry>,
    from: string,
    to: string,
    reverse: boolean,
  ): Generator<Entry, void, undefined> {
    const own = this.range(from, to, reverse);
    let mine = own.next();
    for (const entry of snapshot) {
      const key = entry.key.toString('latin1');
      for (; !mine.done && isBefore(mine.value, key, reverse); mine = own.next()) {
        yield* this.shown(mine.value);
      }
      if (!this.values.has(key)) yield entry;
      else {
        if (mine.value === key) mine = own.next();
        yield* this.shown(key);
      }
    }
    for (; !mine.done; mine = own.next()) yield* this.shown(mine.value);
  }

  private *shown(key: string): Generator<Entry, void, undefined> {
    const value = this.values.get(key);
    if (value) yield { key: Buffer.from(key, 'latin1'), value };
  }

  private *range(from: string, to: string, reverse: boolean): Generator<string, void, undefined> {
    const [first, end] = [this.position(from), this.position(to)];
    const keys = this.order.slice(first, end);
    yield* reverse ? keys.reverse() : keys;
  }

  /** How many keys are before `key`. */
  private position(key: string): number {
    let [low, high] = [0, this.order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.order[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function isBefore(a: string, b: string, reverse: boolean): boolean {
  return reverse ? a > b : a < b;
}
