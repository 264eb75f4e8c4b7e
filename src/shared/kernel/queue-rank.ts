import type { Instant } from './time';

/**
 * Where somebody stands in a queue, as text that sorts: those with priority first, then by arrival. Two who arrive in
 * the same millisecond are told apart by name.
 */
export function queueRank(
  which: 'priority' | 'arrival',
  arrivedAt: Instant,
  driverId: string,
): string {
  return `${which === 'priority' ? 0 : 1}/${arrivedAt}/${driverId}`;
}

interface Ranked {
  readonly driverId: string;
  readonly rank: string;
}

/** The queue, the least rank first, with this driver at their place and at no other. */
export function withPlace<T extends Ranked>(queue: readonly T[], one: T): readonly T[] {
  const others = queue.filter(({ driverId }) => driverId !== one.driverId);
  const behind = others.findIndex(({ rank }) => rank > one.rank);
  return others.toSpliced(behind < 0 ? others.length : behind, 0, one);
}
