import type { Instant } from './time';

/**
 * Where somebody stands in a queue, as text that sorts: those with priority first, then by arrival. Two who arrive in the
 * same millisecond are told apart by name.
 */
export function queueRank(
  which: 'priority' | 'arrival',
  arrivedAt: Instant,
  driverId: string,
): string {
  return `${which === 'priority' ? 0 : 1}/${arrivedAt}/${driverId}`;
}
