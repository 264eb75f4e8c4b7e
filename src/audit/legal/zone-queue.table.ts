import type { ZoneQueueEvent } from '../../shared/events/zone-queue.events';
import { NONE, type Held, type LegalTable } from './legal-history';

interface QueueHeld extends Held {
  readonly waiting?: ReadonlySet<string> | undefined;
  /** Which trip somebody has left for. */
  readonly leftFor?: ReadonlyMap<string, string> | undefined;
}

interface OfDriver {
  readonly driverId: string;
}

/** Out of the queue, for whatever reason. */
const leaves = {
  from: ['Open'],
  unless: ({ waiting }: QueueHeld, { driverId }: OfDriver) =>
    waiting?.has(driverId) === false && `${driverId} does not wait there`,
};

/** What may become of a queue at an airport: domain rules, 2.7. */
const table: LegalTable<ZoneQueueEvent['type'], QueueHeld> = {
  ZoneQueueJoined: {
    ...{ from: [NONE, 'Open'], to: 'Open' },
    unless: ({ waiting }, { driverId }) =>
      waiting?.has(driverId) === true && `${driverId} waits there already`,
    keeps: ({ status, waiting, leftFor }, { driverId }) => {
      const isNew = status === NONE;
      const before = isNew ? new Set<string>() : waiting;
      return {
        waiting: before && new Set([...before, driverId]),
        leftFor: isNew ? new Map<string, string>() : leftFor,
      };
    },
  },
  ZoneQueueLeft: { ...leaves, keeps: (held, { driverId }) => without(held, driverId) },
  ZoneQueuePromoted: {
    ...leaves,
    keeps: (held, { driverId, tripId }) => {
      const left = without(held, driverId);
      return { ...left, leftFor: left.leftFor && new Map([...left.leftFor, [driverId, tripId]]) };
    },
  },
  ZoneQueuePriorityGranted: {
    from: ['Open'],
    unless: ({ leftFor }, { driverId, tripId }) =>
      leftFor !== undefined &&
      leftFor.get(driverId) !== tripId &&
      `${driverId} did not leave for ${tripId}`,
  },
};

/** Whoever leaves has no claim by what they left for before. */
function without({ waiting, leftFor }: QueueHeld, driverId: string): Partial<QueueHeld> {
  const isOther = (each: string) => each !== driverId;
  return {
    waiting: waiting && new Set([...waiting].filter(isOther)),
    leftFor: leftFor && new Map([...leftFor].filter(([each]) => isOther(each))),
  };
}

export const zoneQueueHistory = { invariant: 'legal-zone-queue', table, ends: [] };
