import type { ZoneQueueEventOf } from '../../shared/events/zone-queue.events';

type Joined = ZoneQueueEventOf<'ZoneQueueJoined'>['data'];

/** Who waits for rides of one tier inside the fence of one zone. */
export interface QueueOfZone extends Readonly<Pick<Joined, 'cityId' | 'zoneId' | 'tier'>> {
  /** Whoever is next first. */
  readonly waiting: readonly PlaceInQueue[];
  /** In seconds, of those who had their turn last; the latest at the end. */
  readonly waitsS: readonly number[];
}

export interface PlaceInQueue extends Readonly<Pick<Joined, 'driverId' | 'rank' | 'by'>> {
  /** When they joined: their place may be an older one. */
  readonly since: string;
}
