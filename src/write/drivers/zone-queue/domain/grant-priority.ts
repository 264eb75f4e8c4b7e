import type { ZoneQueueEventOf } from '../../../../shared/events/zone-queue.events';
import type { DriverId, TripId } from '../../../../shared/kernel/ids';
import { queueRank } from '../../../../shared/kernel/queue-rank';
import { secondsAfter } from '../../../../shared/kernel/time';
import { awayFrom, factsOf, waitingIn } from './zone-queue';
import { ZoneQueueCommand, zoneQueueRule } from './zone-queue.command';

type Cause = ZoneQueueEventOf<'ZoneQueuePriorityGranted'>['data']['cause'];

/** Whoever is back by then has the place. */
const BACK_WITHIN_S = {
  'rider-cancelled': 900,
  'short-trip': 3600,
} as const satisfies Record<Cause, number>;

/** The trip that a driver left for came to little, by no fault of theirs. */
export class GrantPriority extends ZoneQueueCommand<{
  readonly driverId: DriverId;
  readonly tripId: TripId;
  readonly cause: Cause;
}> {
  readonly type = 'GrantPriority';
}

export const grantPriority = zoneQueueRule(GrantPriority, ['Open'], ({ data, sent }, queue) => {
  const { driverId, tripId, cause } = data;
  const away = awayFrom(queue, driverId);
  if (away?.tripId !== tripId || away.back) return [];
  const at = sent.occurredAt;
  // The old place, or one before all who have none: among those, who was granted it first is first.
  const rank = cause === 'rider-cancelled' ? away.rank : queueRank('priority', at, driverId);
  const now = waitingIn(queue, driverId);
  if (now && now.rank <= rank) return [];
  const until = secondsAfter(at, BACK_WITHIN_S[cause]);
  const facts = factsOf(queue, driverId, at);
  return [{ type: 'ZoneQueuePriorityGranted', data: { ...facts, tripId, cause, rank, until } }];
});
