import fc from 'fast-check';
import type { DispatchEventOf } from '../../src/shared/events/dispatch.events';
import type { ZoneQueueEvent, ZoneQueueEventOf } from '../../src/shared/events/zone-queue.events';
import type { DriverId, TripId } from '../../src/shared/kernel/ids';
import { queueRank } from '../../src/shared/kernel/queue-rank';
import { GrantPriority } from '../../src/write/drivers/zone-queue/domain/grant-priority';
import { JoinQueue } from '../../src/write/drivers/zone-queue/domain/join-queue';
import {
  LeaveQueue,
  PromoteFromQueue,
} from '../../src/write/drivers/zone-queue/domain/leave-queue';
import type { PlacedBy } from '../../src/write/drivers/zone-queue/domain/zone-queue';
import type { ZoneQueueCommand } from '../../src/write/drivers/zone-queue/domain/zone-queue.command';
import * as search from './dispatch.samples';
import { sentBy } from './trip-command.samples';
import { at, market, system, tripId } from './trip.samples';

/** The queue at John F. Kennedy airport. */
export const jfk = { zoneId: 132, tier: 'economy' };

const facts = (name: string, time: string) => ({
  ...{ cityId: 'nyc', ...jfk, driverId: name as DriverId, at: at(time) },
});

export const rankAt = (name: string, time: string) => queueRank('arrival', at(time), name);
export const priorityAt = (name: string, time: string) => queueRank('priority', at(time), name);

type Event<Type extends ZoneQueueEvent['type']> = ZoneQueueEventOf<Type>;
type Data<Type extends ZoneQueueEvent['type']> = Event<Type>['data'];

export const joined = (
  name: string,
  time: string,
  rank = rankAt(name, time),
  by: PlacedBy = 'arrival',
): Event<'ZoneQueueJoined'> => ({
  type: 'ZoneQueueJoined',
  data: { ...facts(name, time), rank, by },
});
/** The same at LaGuardia. */
export const joinedElsewhere = (name: string, time: string): Event<'ZoneQueueJoined'> => ({
  type: 'ZoneQueueJoined',
  data: { ...joined(name, time).data, zoneId: 138 },
});
/** @param until whoever is back by then has the same place */
export const left = (
  name: string,
  time: string,
  reason: Data<'ZoneQueueLeft'>['reason'] = 'offline',
  until?: string,
): Event<'ZoneQueueLeft'> => ({
  type: 'ZoneQueueLeft',
  data: { ...facts(name, time), reason, keptUntil: until === undefined ? null : at(until) },
});
export const promoted = (
  name: string,
  time: string,
  trip: TripId = tripId,
): Event<'ZoneQueuePromoted'> => ({
  type: 'ZoneQueuePromoted',
  data: { ...facts(name, time), tripId: trip },
});
export const granted = (
  name: string,
  time: string,
  cause: Data<'ZoneQueuePriorityGranted'>['cause'],
  rank: string,
  until: string,
): Event<'ZoneQueuePriorityGranted'> => ({
  type: 'ZoneQueuePriorityGranted',
  data: { ...facts(name, time), tripId, cause, rank, until: at(until) },
});

const sent = (time: string) => sentBy(system, at(time));
const driver = (name: string) => ({ driverId: name as DriverId });

export const join = (name: string, time: string, arrived = time) =>
  new JoinQueue(jfk, { ...driver(name), cityId: 'nyc', arrivedAt: at(arrived) }, sent(time));
export const leave = (name: string, time: string, reason: LeaveQueue['data']['reason']) =>
  new LeaveQueue(jfk, { ...driver(name), reason }, sent(time));
export const promote = (name: string, time: string) =>
  new PromoteFromQueue(jfk, { ...driver(name), tripId }, sent(time));
export const grant = (name: string, time: string, cause: GrantPriority['data']['cause']) =>
  new GrantPriority(jfk, { ...driver(name), tripId, cause }, sent(time));

/** As a tick for a pickup there saw it: names with an asterisk by their place in the queue. */
export function ranked(...names: readonly string[]): DispatchEventOf<'CandidatesRanked'> {
  const { type, data } = search.ranked(...names.map((name) => name.replace('*', '')));
  const candidates = data.candidates.map((each, index) =>
    names[index]?.endsWith('*')
      ? { ...each, parts: { queuePlace: index + 1 }, cost: index + 1 }
      : each,
  );
  return { type, data: { ...data, market: { ...market, zoneId: jfk.zoneId }, candidates } };
}

const aName = fc.constantFrom('ada', 'bob', 'cleo');

/** Anything that may be asked of a queue, at the time of its turn: the how-manieth minute after four. */
export const aWish: fc.Arbitrary<(turn: number) => ZoneQueueCommand> = fc
  .record({
    name: aName,
    make: fc.constantFrom<(name: string, time: string) => ZoneQueueCommand>(
      ...[join, join, promote],
      ...(['dark', 'declined', 'offline'] as const).map(
        (why) => (name: string, time: string) => leave(name, time, why),
      ),
      ...(['rider-cancelled', 'short-trip'] as const).map(
        (why) => (name: string, time: string) => grant(name, time, why),
      ),
    ),
  })
  .map(
    ({ name, make }) =>
      (turn) =>
        make(name, `04:${String(turn % 60).padStart(2, '0')}:00`),
  );
