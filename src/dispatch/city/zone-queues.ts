import type { ZoneQueueEvent } from '../../shared/events/zone-queue.events';
import type { DriverId } from '../../shared/kernel/ids';
import { queueKey, type QueueId } from '../../write/drivers/zone-queue/domain/zone-queue.command';
import {
  unopened,
  waitingIn,
  type Waiting,
  type ZoneQueue,
} from '../../write/drivers/zone-queue/domain/zone-queue';
import { evolve } from '../../write/drivers/zone-queue/domain/zone-queue.evolve';

/** A driver's place in one of the queues. */
export interface QueuedDriver extends QueueId {
  readonly waiting: Waiting;
}

/** Who waits inside which fence for their turn, folded from the log. */
export class ZoneQueues {
  private readonly queues = new Map<string, ZoneQueue>();
  private readonly ofDrivers = new Map<DriverId, Map<string, QueueId>>();

  onEvent(event: ZoneQueueEvent): void {
    const { zoneId, tier, driverId } = event.data;
    const key = queueKey({ zoneId, tier });
    const queue = evolve(this.queues.get(key) ?? unopened, event);
    this.queues.set(key, queue);
    const own = this.ofDrivers.get(driverId) ?? new Map<string, QueueId>();
    if (waitingIn(queue, driverId)) this.ofDrivers.set(driverId, own.set(key, { zoneId, tier }));
    else if (own.delete(key) && own.size === 0) this.ofDrivers.delete(driverId);
  }

  /** Whoever is next first. */
  inOrder(id: QueueId): readonly DriverId[] {
    const queue = this.queues.get(queueKey(id));
    return queue?.status === 'Open' ? queue.waiting.map(({ driverId }) => driverId) : [];
  }

  /** In which queues a driver waits. */
  of(driverId: DriverId): readonly QueuedDriver[] {
    return [...(this.ofDrivers.get(driverId) ?? [])].flatMap(([key, id]) => {
      const waiting = waitingIn(this.queues.get(key) ?? unopened, driverId);
      return waiting ? [{ ...id, waiting }] : [];
    });
  }

  /** All who wait anywhere. */
  drivers(): readonly DriverId[] {
    return [...this.ofDrivers.keys()];
  }
}
