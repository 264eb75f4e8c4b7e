/** What a load gave: operations (or events) per second, and how long one took, in milliseconds. */
export interface Figure {
  perSecond: number;
  p50: number;
  p99: number;
}

export type Figures = Record<string, Figure>;

function percentile(sorted: number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return Math.round((sorted[at] ?? 0) * 100) / 100;
}

/**
 * Runs `work` `total` times, so many at once.
 * @param each what one run counts as
 */
export async function underLoad(
  inFlight: number,
  total: number,
  each: number,
  work: (n: number) => Promise<unknown>,
): Promise<Figure> {
  const took: number[] = [];
  let next = 0;
  const run = async (): Promise<void> => {
    while (next < total) {
      const before = performance.now();
      await work(next++);
      took.push(performance.now() - before);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, run));
  const seconds = (performance.now() - start) / 1000;
  took.sort((one, other) => one - other);
  return {
    perSecond: Math.round((total * each) / seconds),
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
  };
}

/** The figure in the middle, by operations per second. */
export function median(figures: Figure[]): Figure {
  const sorted = [...figures].sort((one, other) => one.perSecond - other.perSecond);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('no figures');
  return middle;
}
