import type { GeoPoint } from '../../shared/kernel/geo-point';
import { metresBetween } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import type { City, Located } from './city';
import type { Search } from './searches';

/** Somebody whose turn comes by the queue. */
export interface QueuedCandidate {
  readonly driver: Located;
  readonly at: GeoPoint;
  readonly straightM: number;
  /** 1: next. */
  readonly queuePlace: number;
}

/** The first of the queue at a search's pickup who are free, however far away they stand; nobody without a queue. */
export function queuedFor(
  { attempt: { market }, wish: { stops } }: Search,
  { queues, supply }: City,
  most: number,
  mayServe: (driver: Located) => boolean,
): QueuedCandidate[] {
  const { zoneId, product: tier } = market;
  const [pickup] = stops;
  if (zoneId === null || !pickup) return [];
  const found: QueuedCandidate[] = [];
  for (const [index, driverId] of queues.inOrder({ zoneId, tier }).entries()) {
    if (found.length === most) break;
    const one = supply.find(driverId);
    if (!one || !mayServe(one.driver)) continue;
    const straightM = metresBetween(pickup, one.at);
    found.push({ ...one, straightM, queuePlace: index + 1 });
  }
  return found;
}

export function withoutThem<F extends { readonly driver: Located }>(
  found: readonly F[],
  them: readonly QueuedCandidate[],
): F[] {
  const ids = new Set<DriverId>(them.map(({ driver }) => driver.driverId));
  return found.filter(({ driver }) => !ids.has(driver.driverId));
}
