import { Injectable } from '@nestjs/common';
import { ZoneMap } from '../../shared/geography/zone-map';
import { secondsBetween } from '../../shared/kernel/time';
import type { AsOf } from '../engine/as-of/as-of';
import { Freshness } from '../engine/freshness';
import { QueuePlaces, type QueuePlace, type WaitingDriver } from '../queue-places';
import { zoneQueue } from './zone-queue';
import type { QueueOfZone } from './zone-queue.document';

export interface QueuesAsked {
  readonly city: string;
  readonly zone?: number;
}

export interface ShownQueue extends Pick<QueueOfZone, 'zoneId' | 'tier'> {
  readonly zone: string | null;
  readonly size: number;
  /** Of whoever is there for longest, as of the moment of asking. */
  readonly longestWaitS: number | null;
  /** The median of those who had their turn last. */
  readonly usualWaitS: number | null;
  readonly drivers: readonly ShownPlace[];
}

interface ShownPlace extends Omit<QueuePlace, 'tier' | 'size'> {
  readonly driverId: string;
  readonly waitedS: number;
}

export interface ShownQueues {
  readonly queues: readonly ShownQueue[];
  readonly asOf: AsOf;
}

@Injectable()
export class ZoneQueueQuery extends QueuePlaces {
  constructor(
    private readonly freshness: Freshness,
    private readonly zones: ZoneMap,
  ) {
    super();
  }

  async queues({ city, zone }: QueuesAsked, minPosition?: string): Promise<ShownQueues> {
    const { documents, asOf } = await this.freshness.open(zoneQueue, minPosition);
    const wanted = { cityId: city, ...(zone === undefined ? {} : { zoneId: zone }) };
    const found = await documents.find(wanted).sort({ zoneId: 1, tier: 1 }).toArray();
    const now = new Date().toISOString();
    return { queues: found.map((each) => this.shown(each, now)), asOf };
  }

  async of(driverId: string, minPosition?: string): Promise<WaitingDriver | null> {
    const { documents } = await this.freshness.open(zoneQueue, minPosition);
    const waits = { 'waiting.driverId': driverId };
    const [first, ...more] = await documents.find(waits).sort({ tier: 1 }).toArray();
    if (!first) return null;
    const places = [first, ...more].flatMap((queue) => placeIn(queue, driverId));
    return { zoneId: first.zoneId, places };
  }

  private shown({ zoneId, tier, waiting, waitsS }: QueueOfZone, now: string): ShownQueue {
    const drivers = waiting.map(({ driverId, by, since }, index) => {
      const waitedS = Math.max(0, secondsBetween(since, now));
      return { pos: index + 1, driverId, by, since, waitedS };
    });
    const sorted = waitsS.toSorted((a, b) => a - b);
    return {
      ...{ zoneId, zone: this.zones.zone(zoneId)?.zone ?? null, tier, size: drivers.length },
      longestWaitS: drivers.length > 0 ? Math.max(...drivers.map((each) => each.waitedS)) : null,
      usualWaitS: sorted[Math.floor(sorted.length / 2)] ?? null,
      drivers,
    };
  }
}

function placeIn({ tier, waiting }: QueueOfZone, driverId: string): QueuePlace[] {
  const index = waiting.findIndex((each) => each.driverId === driverId);
  const place = waiting[index];
  if (!place) return [];
  return [{ tier, pos: index + 1, size: waiting.length, by: place.by, since: place.since }];
}
