import type { Distribution } from './market-minute.document';

/** Seconds; each is the most that its bucket holds. */
export const TIME_TO_MATCH_EDGES = [2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180] as const;
/** Seconds too late; what is negative came early. */
export const PICKUP_ERROR_EDGES = [-300, -120, -60, -30, 0, 30, 60, 120, 300, 600] as const;

export const nothing = (edges: readonly number[]): Distribution => ({
  ...{ count: 0, sum: 0, buckets: Array<number>(edges.length + 1).fill(0) },
});

export function withOne(
  { count, sum, buckets }: Distribution,
  value: number,
  edges: readonly number[],
): Distribution {
  const found = edges.findIndex((edge) => value <= edge);
  const into = found < 0 ? edges.length : found;
  const counted = buckets.map((before, index) => (index === into ? before + 1 : before));
  return { count: count + 1, sum: sum + value, buckets: counted };
}

/**
 * What this share of the values is no more than, by the edge of its bucket: never less than the truth. Null without any
 * value, and where it lies above the last edge.
 */
export function percentile(
  { count, buckets }: Distribution,
  share: number,
  edges: readonly number[],
): number | null {
  if (count === 0) return null;
  let seen = 0;
  const into = buckets.findIndex((bucket) => (seen += bucket) >= share * count);
  return edges[into] ?? null;
}

export function meanOf({ count, sum }: Distribution): number | null {
  return count === 0 ? null : Math.round((sum / count) * 10) / 10;
}
