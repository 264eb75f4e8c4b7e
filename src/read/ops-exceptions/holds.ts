import type { Recorded } from '../../shared/events/event';
import type { ShiftEvent } from '../../shared/events/shift.events';
import type { TripEvent } from '../../shared/events/trip.events';
import { secondsAfter } from '../../shared/kernel/time';
import type { Expectation } from './ops-exceptions.document';

/** A trip that has a driver, and a driver who is held for a trip, belong together after so long. */
const AGREED_WITHIN_S = 2;

const TYPES = [
  ...(['DriverCommitted', 'NextTripQueued', 'NextTripDropped', 'DriverFreed'] as const),
  ...(['DriverAssigned', 'DriverUnassigned', 'TripUnfulfilled', 'TripCancelled'] as const),
  ...(['TripNoShow', 'TripAborted', 'TripCompleted', 'TripCorrected'] as const),
] as const;
const OF_HOLD: ReadonlySet<string> = new Set(TYPES);

type OfHold = Recorded<Extract<ShiftEvent | TripEvent, { type: (typeof TYPES)[number] }>>;
type Holds = NonNullable<Expectation['holds']>;

const NOBODY: Holds = { committed: [], assigned: null };

export function isOfHold(event: Recorded<ShiftEvent | TripEvent>): event is OfHold {
  return OF_HOLD.has(event.type);
}

/** Undefined once nobody is held and nobody is expected. */
export function heldAfter(before: Expectation | undefined, event: OfHold): Expectation | undefined {
  const holds = changed(before?.holds ?? NOBODY, event);
  if (holds.committed.length === 0 && holds.assigned === null) return undefined;
  const now = { ...about(event), ...disagreement(holds), holds };
  const since = isAs(before, now) ? before.since : event.metadata.recordedAt;
  const dueAt = now.kind === null ? null : secondsAfter(since, AGREED_WITHIN_S);
  return { ...now, since, dueAt };
}

type Disagreement = Pick<Expectation, 'kind' | 'driverId'>;

function isAs(before: Expectation | undefined, now: Disagreement): before is Expectation {
  return before?.kind === now.kind && before.driverId === now.driverId;
}

function about({ data }: OfHold): Pick<Expectation, 'cityId' | 'tripId'> {
  const { tripId } = data;
  return { tripId, cityId: 'cityId' in data ? data.cityId : data.market.cityId };
}

function changed({ committed, assigned }: Holds, { type, data }: OfHold): Holds {
  switch (type) {
    case 'DriverCommitted':
    case 'NextTripQueued':
      return { committed: [...without(committed, data.driverId), data.driverId], assigned };
    case 'NextTripDropped':
    case 'DriverFreed':
      return { committed: without(committed, data.driverId), assigned };
    case 'DriverAssigned':
      return { committed, assigned: data.driverId };
    case 'DriverUnassigned':
    case 'TripUnfulfilled':
    case 'TripCancelled':
    case 'TripNoShow':
    case 'TripAborted':
    case 'TripCompleted':
    case 'TripCorrected':
      return { committed, assigned: null };
  }
}

const without = (drivers: readonly string[], driverId: string) =>
  drivers.filter((each) => each !== driverId);

function disagreement({ committed, assigned }: Holds): Disagreement {
  if (assigned !== null && !committed.includes(assigned)) {
    return { kind: 'ASSIGNED_WITHOUT_SHIFT', driverId: assigned };
  }
  const [idle] = committed.filter((each) => each !== assigned);
  if (idle !== undefined) return { kind: 'HELD_WITHOUT_TRIP', driverId: idle };
  return { kind: null, driverId: assigned };
}
