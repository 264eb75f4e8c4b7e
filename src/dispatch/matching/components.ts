import type { Pricing } from './pricing';

/** Requests that compete for drivers, directly or through others; those in different lists do not touch each other. */
export function componentsOf(pricings: readonly Pricing[]): number[][] {
  const sets = new DisjointSets(pricings.length);
  const firstOf = new Map<number, number>();
  for (const [row, { offerable }] of pricings.entries()) {
    for (const { column } of offerable) {
      const first = firstOf.get(column);
      if (first === undefined) firstOf.set(column, row);
      else sets.join(first, row);
    }
  }
  const members = new Map<number, number[]>();
  for (const row of pricings.keys()) {
    const root = sets.rootOf(row);
    const together = members.get(root);
    if (together) together.push(row);
    else members.set(root, [row]);
  }
  return [...members.values()];
}

class DisjointSets {
  private readonly parents: Int32Array;

  constructor(size: number) {
    this.parents = Int32Array.from({ length: size }, (_, index) => index);
  }

  rootOf(member: number): number {
    let root = member;
    while (this.parents[root] !== root) {
      // Halves the way for whoever asks next.
      const grandparent = this.parents[this.parents[root] ?? root] ?? root;
      this.parents[root] = grandparent;
      root = grandparent;
    }
    return root;
  }

  join(a: number, b: number): void {
    this.parents[this.rootOf(b)] = this.rootOf(a);
  }
}
