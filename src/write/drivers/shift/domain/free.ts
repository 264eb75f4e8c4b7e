import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { TripId } from '../../../../shared/kernel/ids';
import type { Instant } from '../../../../shared/kernel/time';
import { endOf } from './go-offline';
import { factsOf, type In, type OnlineShift, type Reservation } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { OtherTrip } from './shift.errors';
import { evolve } from './shift.evolve';

type Freed = ShiftEventOf<'DriverFreed'>['data'];

/** A trip has ended, or is another driver's now. */
export class Free extends ShiftCommand<{
  readonly tripId: TripId;
  readonly cause: Freed['cause'];
  /** With the passenger. */
  readonly distanceM?: number;
}> {
  readonly type = 'Free';
}

const BUSY = ['EnRoute', 'AtPickup', 'OnTrip', 'Unreachable'] as const;

export const free = shiftRule(Free, BUSY, (command, shift) => {
  const { tripId } = command.data;
  const queued = shift.status === 'OnTrip' ? shift.queued : null;
  if (queued?.tripId === tripId) return [dropped(command, shift)];
  if (shift.tripId !== tripId) throw new OtherTrip(shift.tripId);
  return freedFor(command, shift, queued?.tripId ?? null);
});

function dropped({ data: { tripId, cause }, sent }: Free, shift: OnlineShift): ShiftEvent {
  return { type: 'NextTripDropped', data: { ...factsOf(shift, sent.occurredAt), tripId, cause } };
}

/** An offer of the next trip that is not answered yet outlives the trip: it is one of the usual kind from now on. */
function heldOn(shift: OnlineShift, { offerId, tripId, until }: Reservation, at: Instant) {
  const data = { ...factsOf(shift, at), offerId, tripId, until };
  return { type: 'DriverReserved', data } as const;
}

/** Whoever wanted to go offline goes now, unless a trip that they have accepted is next. */
function freedFor(
  { data: { tripId, cause, distanceM = 0 }, sent: { occurredAt: at } }: Free,
  shift: OnlineShift,
  nextTripId: TripId | null,
): readonly ShiftEvent[] {
  const freed: ShiftEvent = {
    type: 'DriverFreed',
    data: { ...factsOf(shift, at), tripId, cause, distanceM, nextTripId },
  };
  const held = shift.status === 'OnTrip' ? shift.held : null;
  if (held) return [freed, heldOn(shift, held, at)];
  const after = evolve(shift, freed) as In<'Available' | 'EnRoute'>;
  return after.endRequest && after.status === 'Available'
    ? [freed, endOf(after, at, after.endRequest)]
    : [freed];
}
