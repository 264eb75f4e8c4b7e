import type { ZoneQueueEvent } from '../../../../shared/events/zone-queue.events';
import type { Decider } from '../../../../shared/kernel/decider';
import { transitionTable } from '../../../../shared/kernel/transition-table';
import { grantPriority } from './grant-priority';
import { joinQueue } from './join-queue';
import { leaveQueue, promoteFromQueue } from './leave-queue';
import { unopened, type ZoneQueue } from './zone-queue';
import type { ZoneQueueCommand, ZoneQueueRule } from './zone-queue.command';
import { ZoneQueueInvalidTransition, ZoneQueueNotFound } from './zone-queue.errors';
import { evolve } from './zone-queue.evolve';

/** The transition table: whatever is not in it is refused. */
export const zoneQueueRules: readonly ZoneQueueRule[] = [
  ...[joinQueue, leaveQueue, promoteFromQueue, grantPriority],
];

const table = transitionTable({
  rules: zoneQueueRules,
  initialState: unopened,
  notFound: ZoneQueueNotFound,
  notAllowed: ZoneQueueInvalidTransition,
});

/** An airport sees so many come and go in some minutes. */
const SNAPSHOT_EVERY = 100;

/** One stream for each zone and tier: `docs/decisions/0030-first-come-first-served-at-airports.md`. */
export const zoneQueueDecider: Decider<ZoneQueueCommand, ZoneQueue, ZoneQueueEvent> = {
  category: 'zoneq',
  initialState: unopened,
  evolve,
  decide: table.decide,
  // Ids alone, of many drivers: nobody's own.
  about: (queue) => ({
    cityId: queue.status === 'Unopened' ? '' : queue.cityId,
    subjectIds: [],
  }),
  snapshots: { every: SNAPSHOT_EVERY, code: __dirname },
};
