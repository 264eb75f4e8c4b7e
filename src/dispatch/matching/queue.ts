import type { Pricing } from './pricing';

/** By request, the place of its driver among its candidates; null where no queue has anybody for it. */
type Served = readonly (number | null)[];

/**
 * Where drivers wait in a queue, its order decides: whoever waited longest is served first, by the first of the queue
 * who may be asked.
 */
export function servedByQueue(pricings: readonly Pricing[]): Served {
  const taken = new Set<number>();
  const served: (number | null)[] = pricings.map(() => null);
  const eldestFirst = pricings
    .map((pricing, index) => ({ pricing, index }))
    .sort((a, b) => b.pricing.waitedS - a.pricing.waitedS || a.index - b.index);
  for (const { pricing, index } of eldestFirst) {
    const next = pricing.offerable.find(
      ({ column, place }) => isQueued(pricing, place) && !taken.has(column),
    );
    if (!next) continue;
    taken.add(next.column);
    served[index] = next.place;
  }
  return served;
}

/** What is left to decide by cost. A queue that has nobody any more has been passed over by none of these. */
export function unserved(pricings: readonly Pricing[], served: Served): readonly Pricing[] {
  const taken = new Set(
    pricings.flatMap(({ offerable }, index) =>
      offerable.filter(({ place }) => place === served[index]).map(({ column }) => column),
    ),
  );
  if (taken.size === 0) return pricings;
  return pricings.map((pricing, index) => ({
    ...pricing,
    offerable:
      served[index] === null ? pricing.offerable.filter(({ column }) => !taken.has(column)) : [],
  }));
}

function isQueued({ ranked }: Pricing, place: number): boolean {
  return (ranked[place]?.queuePlace ?? null) !== null;
}
