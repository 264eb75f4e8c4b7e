import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { Instant } from '../../../../shared/kernel/time';
import {
  noWork,
  restBegins,
  restEnds,
  workedFrom,
  type Work,
} from '../../../../shared/kernel/working-hours';
import { meanwhile } from './shift.meanwhile';
import { onlinePartOf, type OnlineShift, type Shift } from './shift';
import { noTotals, ridden, spent, type Phase } from './totals';

const PHASES: Readonly<Record<OnlineShift['status'], Phase>> = {
  ...{ Available: 'open', Reserved: 'open', OnBreak: 'break' },
  ...{ EnRoute: 'enRoute', AtPickup: 'enRoute', OnTrip: 'onTrip' },
};

const phaseOf = ({ status }: Pick<OnlineShift, 'status'>): Phase => PHASES[status];

/** How facts change a driver's shifts. Trusts history: what a rule once allowed is never questioned here. */
export function evolve(shift: Shift, event: ShiftEvent): Shift {
  if (event.type === 'ShiftStarted') return started(shift, event.data);
  if (event.type === 'ShiftStartAbandoned') {
    const { driverId, cityId, shiftNo } = event.data;
    const work = shift.status === 'Unknown' ? noWork : shift.work;
    return { status: 'Offline', driverId, cityId, lastShiftNo: shiftNo, work };
  }
  return shift.status === 'Unknown' || shift.status === 'Offline'
    ? shift
    : evolveOnline(shift, event);
}

type Later = Exclude<ShiftEvent, { type: 'ShiftStarted' | 'ShiftStartAbandoned' }>;

function started(shift: Shift, data: ShiftEventOf<'ShiftStarted'>['data']): Shift {
  const { driverId, cityId, shiftNo, at, eligibleUntil, odometerM } = data;
  const work = shift.status === 'Unknown' ? noWork : shift.work;
  return {
    ...{ status: 'Available', driverId, cityId, lastShiftNo: shiftNo, work: restEnds(work, at) },
    ...{ started: data, eligibleUntil, totals: noTotals(at, odometerM), expiries: 0 },
    ...{ unheardSince: null, endRequest: null },
  };
}

function evolveOnline(shift: OnlineShift, event: Later): Shift {
  const { at } = event.data;
  const online = { ...onlinePartOf(shift), ...counted(shift, at) };
  switch (event.type) {
    case 'DriverReserved': {
      const { offerId, tripId, until } = event.data;
      return { ...online, status: 'Reserved', reservation: { offerId, tripId, until } };
    }
    case 'ReservationReleased':
      return { ...online, status: 'Available', expiries: expiriesAfter(shift, event.data.cause) };
    case 'DriverCommitted':
      return { ...online, status: 'EnRoute', tripId: event.data.tripId, expiries: 0 };
    case 'DriverAtPickup':
      return { ...online, status: 'AtPickup', tripId: event.data.tripId };
    case 'DriverOnTrip':
      return { ...online, status: 'OnTrip', tripId: event.data.tripId, queued: null, held: null };
    case 'DriverFreed':
      return freed(online, event.data);
    case 'BreakStarted':
      return { ...online, status: 'OnBreak', expiries: 0, work: restBegins(online.work, at) };
    case 'BreakEnded':
      return { ...online, status: 'Available', work: restEnds(online.work, at) };
    case 'ShiftEnded': {
      const { driverId, cityId, lastShiftNo } = shift;
      const work = restBegins(online.work, at);
      return { status: 'Offline', driverId, cityId, lastShiftNo, work };
    }
    case 'NextTripReserved':
    case 'NextTripReleased':
    case 'NextTripQueued':
    case 'NextTripDropped':
    case 'CommsLost':
    case 'CommsRestored':
    case 'ShiftEndRequested':
    case 'EligibilityRenewed':
      return { ...meanwhile(shift, event), ...counted(shift, at) };
    case 'CommitmentMissed':
      return shift;
  }
}

function freed(
  online: ReturnType<typeof onlinePartOf>,
  { nextTripId, distanceM }: ShiftEventOf<'DriverFreed'>['data'],
): OnlineShift {
  const free = { ...online, totals: ridden(online.totals, distanceM) };
  return nextTripId === null
    ? { ...free, status: 'Available' }
    : { ...free, status: 'EnRoute', tripId: nextTripId };
}

/** A break follows on offers that run out one behind the other; an answer begins the count again. */
export function expiriesAfter(
  { expiries }: Pick<OnlineShift, 'expiries'>,
  cause: ShiftEventOf<'ReservationReleased'>['data']['cause'],
): number {
  if (cause === 'expired') return expiries + 1;
  return cause === 'declined' ? 0 : expiries;
}

/** The time since the last event, put where it belongs. */
export function counted(shift: OnlineShift, at: Instant): Pick<OnlineShift, 'totals' | 'work'> {
  const phase = phaseOf(shift);
  return { totals: spent(shift.totals, phase, at), work: workAt(shift, at) };
}

export function workAt(shift: OnlineShift, at: Instant): Work {
  const phase = phaseOf(shift);
  const doing = phase === 'onTrip' ? 'ride' : phase === 'break' ? 'break' : 'other';
  return workedFrom(shift.work, doing, shift.totals.until, at);
}
