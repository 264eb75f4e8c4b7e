import type { ZoneQueueEvent, ZoneQueueEventOf } from '../../../../shared/events/zone-queue.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import { withPlace } from '../../../../shared/kernel/queue-rank';
import { secondsAfter } from '../../../../shared/kernel/time';
import { awayFrom, waitingIn, type OpenQueue, type ZoneQueue } from './zone-queue';

/** So long it is known that somebody has left for good: a late wish must not bring their place back. */
const REMEMBERED_S = 300;
/** No ride within a city lasts longer. */
const LONGEST_TRIP_S = 86_400;

type Away = OpenQueue['away'][number];
type Data<Type extends ZoneQueueEvent['type']> = ZoneQueueEventOf<Type>['data'];

/** How facts change a queue. Trusts history: what a rule once allowed is never questioned here. */
export function evolve(before: ZoneQueue, { type, data }: ZoneQueueEvent): ZoneQueue {
  const queue = atTime(before, data);
  switch (type) {
    case 'ZoneQueueJoined':
      return joined(queue, data);
    case 'ZoneQueueLeft':
      return left(queue, data);
    case 'ZoneQueuePromoted':
      return promoted(queue, data);
    case 'ZoneQueuePriorityGranted':
      return granted(queue, data);
  }
}

/** Without whatever does not matter any more. */
function atTime(queue: ZoneQueue, { cityId, zoneId, tier, at }: ZoneQueueEvent['data']): OpenQueue {
  if (queue.status === 'Unopened') {
    return { status: 'Open', cityId, zoneId, tier, waiting: [], away: [] };
  }
  return { ...queue, away: queue.away.filter(({ until }) => until >= at) };
}

function joined(queue: OpenQueue, { driverId, rank, at }: Data<'ZoneQueueJoined'>): OpenQueue {
  const waiting = withPlace(queue.waiting, { driverId, rank, joinedAt: at });
  // What the trip that they left for will come to may still be unknown here.
  const isUnknown = ({ tripId, back }: Away) => tripId !== null && back === null;
  const away = queue.away.filter((each) => each.driverId !== driverId || isUnknown(each));
  return { ...queue, waiting, away };
}

function left(queue: OpenQueue, { driverId, at, keptUntil }: Data<'ZoneQueueLeft'>): OpenQueue {
  const rank = rankOf(queue, driverId);
  return gone(queue, {
    ...{ driverId, leftAt: at, rank, tripId: null },
    ...{ back: keptUntil === null ? null : { rank, by: 'grace' } },
    until: keptUntil ?? secondsAfter(at, REMEMBERED_S),
  });
}

function promoted(queue: OpenQueue, { driverId, at, tripId }: Data<'ZoneQueuePromoted'>) {
  return gone(queue, {
    ...{ driverId, leftAt: at, rank: rankOf(queue, driverId), tripId, back: null },
    until: secondsAfter(at, LONGEST_TRIP_S),
  });
}

function granted(queue: OpenQueue, data: Data<'ZoneQueuePriorityGranted'>): OpenQueue {
  const { driverId, tripId, rank, cause: by, until, at } = data;
  const waiting = waitingIn(queue, driverId);
  const others = queue.away.filter((each) => each.driverId !== driverId);
  if (waiting) {
    return { ...queue, waiting: withPlace(queue.waiting, { ...waiting, rank }), away: others };
  }
  const leftAt = awayFrom(queue, driverId)?.leftAt ?? at;
  const away: Away = { driverId, leftAt, rank, tripId, back: { rank, by }, until };
  return { ...queue, away: [...others, away] };
}

function gone({ waiting, away, ...queue }: OpenQueue, one: Away): OpenQueue {
  const isOther = ({ driverId }: { readonly driverId: DriverId }) => driverId !== one.driverId;
  return { ...queue, waiting: waiting.filter(isOther), away: [...away.filter(isOther), one] };
}

function rankOf(queue: OpenQueue, driverId: DriverId): string {
  return waitingIn(queue, driverId)?.rank ?? '';
}
