import type { ZoneQueueEventOf } from '../../../../shared/events/zone-queue.events';
import type { DriverId, TripId } from '../../../../shared/kernel/ids';
import { secondsAfter } from '../../../../shared/kernel/time';
import { factsOf, waitingIn } from './zone-queue';
import { ZoneQueueCommand, zoneQueueRule } from './zone-queue.command';

type Reason = ZoneQueueEventOf<'ZoneQueueLeft'>['data']['reason'];

/** Whoever was only out of sight is back in their place within so long. */
const GRACE_S = 300;
const OUT_OF_SIGHT: ReadonlySet<Reason> = new Set<Reason>(['out-of-fence', 'dark']);

/** They are not there any more, cannot drive now, or did not want the ride that they waited for. */
export class LeaveQueue extends ZoneQueueCommand<{
  readonly driverId: DriverId;
  readonly reason: Reason;
}> {
  readonly type = 'LeaveQueue';
}

export const leaveQueue = zoneQueueRule(LeaveQueue, ['Open'], ({ data, sent }, queue) => {
  const { driverId, reason } = data;
  if (!waitingIn(queue, driverId)) return [];
  const at = sent.occurredAt;
  const keptUntil = OUT_OF_SIGHT.has(reason) ? secondsAfter(at, GRACE_S) : null;
  const facts = factsOf(queue, driverId, at);
  return [{ type: 'ZoneQueueLeft', data: { ...facts, reason, keptUntil } }];
});

/** They have a trip. */
export class PromoteFromQueue extends ZoneQueueCommand<{
  readonly driverId: DriverId;
  readonly tripId: TripId;
}> {
  readonly type = 'PromoteFromQueue';
}

export const promoteFromQueue = zoneQueueRule(
  PromoteFromQueue,
  ['Open'],
  ({ data: { driverId, tripId }, sent }, queue) =>
    waitingIn(queue, driverId)
      ? [
          {
            type: 'ZoneQueuePromoted',
            data: { ...factsOf(queue, driverId, sent.occurredAt), tripId },
          },
        ]
      : [],
);
