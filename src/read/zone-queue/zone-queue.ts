import type { Recorded } from '../../shared/events/event';
import type { ZoneQueueEvent } from '../../shared/events/zone-queue.events';
import { withPlace } from '../../shared/kernel/queue-rank';
import { secondsBetween } from '../../shared/kernel/time';
import type { Projection } from '../engine/projection';
import type { QueueOfZone } from './zone-queue.document';

/** The usual wait is told from so many. */
const MOST_WAITS = 20;

/** The queues at airports: one document for each zone and tier. */
export const zoneQueue: Projection<QueueOfZone, Recorded<ZoneQueueEvent>> = {
  name: 'zone_queue',
  version: 1,
  module: __filename,
  reads: ['zoneq'],
  indexes: [],
  keysOf: ({ data: { zoneId, tier } }) => [`${zoneId}/${tier}`],
  evolve: (before, event) => {
    const { cityId, zoneId, tier } = event.data;
    const queue = before ?? { cityId, zoneId, tier, waiting: [], waitsS: [] };
    return { ...queue, ...changed(queue, event) };
  },
};

function changed({ waiting, waitsS }: QueueOfZone, event: ZoneQueueEvent): Partial<QueueOfZone> {
  const { driverId, at } = event.data;
  const before = waiting.find((each) => each.driverId === driverId);
  const others = waiting.filter((each) => each !== before);
  switch (event.type) {
    case 'ZoneQueueJoined': {
      const { rank, by } = event.data;
      return { waiting: withPlace(waiting, { driverId, rank, by, since: at }) };
    }
    case 'ZoneQueueLeft':
      return { waiting: others };
    case 'ZoneQueuePromoted': {
      const waitedS = before ? [Math.max(0, secondsBetween(before.since, at))] : [];
      return { waiting: others, waitsS: [...waitsS, ...waitedS].slice(-MOST_WAITS) };
    }
    case 'ZoneQueuePriorityGranted': {
      const { rank, cause: by } = event.data;
      return before ? { waiting: withPlace(waiting, { ...before, rank, by }) } : {};
    }
  }
}
