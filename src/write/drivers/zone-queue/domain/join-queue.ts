import type { ZoneQueueEvent } from '../../../../shared/events/zone-queue.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import { queueRank } from '../../../../shared/kernel/queue-rank';
import type { Instant } from '../../../../shared/kernel/time';
import { awayFrom, waitingIn, type PlacedBy, type ZoneQueue } from './zone-queue';
import { ZoneQueueCommand, zoneQueueRule } from './zone-queue.command';

/** A driver who could drive is inside the fence, since then. */
export class JoinQueue extends ZoneQueueCommand<{
  readonly driverId: DriverId;
  readonly cityId: string;
  readonly arrivedAt: Instant;
}> {
  readonly type = 'JoinQueue';
}

export const joinQueue = zoneQueueRule(JoinQueue, ['Unopened', 'Open'], (command, queue) => {
  const { id, data, sent } = command;
  const { driverId, cityId } = data;
  if (waitingIn(queue, driverId)) return [];
  const at = sent.occurredAt;
  const { zoneId, tier } = id;
  const joined: ZoneQueueEvent = {
    type: 'ZoneQueueJoined',
    data: { cityId, zoneId, tier, driverId, at, ...placeFor(command, queue) },
  };
  return [joined];
});

function placeFor(
  { data: { driverId, arrivedAt }, sent: { occurredAt: at } }: JoinQueue,
  queue: ZoneQueue,
): { readonly rank: string; readonly by: PlacedBy } {
  const away = awayFrom(queue, driverId);
  if (away?.back && at <= away.until) return away.back;
  // Nobody arrives before they have left, whatever was seen by whoever asks late; nor in times to come.
  const since = away && away.leftAt > arrivedAt ? away.leftAt : arrivedAt;
  return { rank: queueRank('arrival', since < at ? since : at, driverId), by: 'arrival' };
}
