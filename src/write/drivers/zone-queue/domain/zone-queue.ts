import type { ZoneQueueEventOf } from '../../../../shared/events/zone-queue.events';
import type { DriverId, TripId } from '../../../../shared/kernel/ids';
import type { Instant } from '../../../../shared/kernel/time';

export type PlacedBy = ZoneQueueEventOf<'ZoneQueueJoined'>['data']['by'];

export interface Waiting {
  readonly driverId: DriverId;
  /** Sortable: the least is next. */
  readonly rank: string;
  readonly joinedAt: Instant;
}

/** Somebody who has left, for as long as it matters. */
interface Away {
  readonly driverId: DriverId;
  readonly leftAt: Instant;
  /** The place that they had. */
  readonly rank: string;
  /** The trip that they left for. */
  readonly tripId: TripId | null;
  /** The place that they have if they are back by `until`. */
  readonly back: { readonly rank: string; readonly by: PlacedBy } | null;
  readonly until: Instant;
}

interface Open {
  readonly status: 'Open';
  readonly cityId: string;
  readonly zoneId: number;
  readonly tier: string;
  /** Whoever is next first. */
  readonly waiting: readonly Waiting[];
  readonly away: readonly Away[];
}

/** Who waits for a ride of one tier inside the fence of one zone, and in which order they are served. */
export type ZoneQueue = { readonly status: 'Unopened' } | Open;
export type OpenQueue = Open;

export const unopened: ZoneQueue = { status: 'Unopened' };

export function waitingIn(queue: ZoneQueue, driverId: DriverId): Waiting | undefined {
  return queue.status === 'Open'
    ? queue.waiting.find((each) => each.driverId === driverId)
    : undefined;
}

export function awayFrom(queue: ZoneQueue, driverId: DriverId): Away | undefined {
  return queue.status === 'Open'
    ? queue.away.find((each) => each.driverId === driverId)
    : undefined;
}

export function factsOf({ cityId, zoneId, tier }: Open, driverId: DriverId, at: Instant) {
  return { cityId, zoneId, tier, driverId, at };
}
