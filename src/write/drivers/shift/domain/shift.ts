import type { ShiftEventOf } from '../../../../shared/events/shift.events';
import type { DriverId, TripId } from '../../../../shared/kernel/ids';
import type { Instant } from '../../../../shared/kernel/time';
import type { Work } from '../../../../shared/kernel/working-hours';
import type { Totals } from './totals';

/** Known of a driver whether they are on shift or not. */
interface Driven {
  readonly driverId: DriverId;
  readonly cityId: string;
  /** The number of the last shift that began, or was given up before it could. */
  readonly lastShiftNo: number;
  /** Over all shifts, as far as it still counts. */
  readonly work: Work;
}

interface Online extends Driven {
  readonly started: ShiftEventOf<'ShiftStarted'>['data'];
  readonly eligibleUntil: Instant;
  readonly totals: Totals;
  /** Offers that ran out one behind the other. */
  readonly expiries: number;
  readonly unheardSince: Instant | null;
  readonly endRequest: Pick<ShiftEventOf<'ShiftEndRequested'>['data'], 'by' | 'cause'> | null;
}

export interface Offer {
  readonly offerId: string;
  readonly tripId: TripId;
}

/** For an offer, and until when. */
export interface Reservation extends Offer {
  readonly until: Instant;
}

/** For an offer of the trip after the one under way, of which so much was left when it was made. */
interface NextReservation extends Reservation {
  readonly remainingS: number;
}

interface Offline extends Driven {
  readonly status: 'Offline';
}
interface Available extends Online {
  readonly status: 'Available';
}
interface OnBreak extends Online {
  readonly status: 'OnBreak';
}
interface Reserved extends Online {
  readonly status: 'Reserved';
  readonly reservation: Reservation;
}
interface EnRoute extends Online {
  readonly status: 'EnRoute';
  readonly tripId: TripId;
}
interface AtPickup extends Online {
  readonly status: 'AtPickup';
  readonly tripId: TripId;
}
interface OnTrip extends Online {
  readonly status: 'OnTrip';
  readonly tripId: TripId;
  /** The trip after this one, or what may become it: never both. */
  readonly queued: Offer | null;
  readonly held: NextReservation | null;
}

export type OnlineShift = Available | OnBreak | Reserved | EnRoute | AtPickup | OnTrip;
/** One driver's shifts, one after the other: the lock that stops a second trip. */
export type Shift = { readonly status: 'Unknown' } | Offline | OnlineShift;
export type ShiftStatus = Shift['status'];
export type In<S extends ShiftStatus> = Extract<Shift, { status: S }>;

export const unknown: Shift = { status: 'Unknown' };

/** For rules that may come as long as a shift lasts, whether the driver is heard or not. */
export const ONLINE = [
  ...(['Available', 'OnBreak', 'Reserved', 'EnRoute', 'AtPickup', 'OnTrip'] as const),
  'Unreachable',
] as const;
/** The same, between two shifts as well. */
export const KNOWN = ['Offline', ...ONLINE] as const;

/** What the world sees: a driver whom nobody hears cannot be reached, whatever they were doing. */
export function shownStatus(shift: Shift): ShiftStatus | 'Unreachable' {
  return isUnheard(shift) ? 'Unreachable' : shift.status;
}

/** For which offer a driver is held, whether they drive meanwhile or not; null when for none. */
export function heldBy(shift: Shift): Reservation | NextReservation | null {
  if (shift.status === 'Reserved') return shift.reservation;
  return shift.status === 'OnTrip' ? shift.held : null;
}

export function isUnheard(shift: Shift): boolean {
  return 'unheardSince' in shift && shift.unheardSince !== null;
}

/** The facts that every event repeats, so that a reader needs no other event. */
export function factsOf({ started: { driverId, shiftNo, cityId } }: OnlineShift, at: Instant) {
  return { driverId, shiftNo, cityId, at };
}

/** What stays known of a shift when it leaves its present state behind. */
export function onlinePartOf(shift: OnlineShift): Online {
  const { driverId, cityId, lastShiftNo, work, started, eligibleUntil } = shift;
  const { totals, expiries, unheardSince, endRequest } = shift;
  return {
    ...{ driverId, cityId, lastShiftNo, work, started, eligibleUntil },
    ...{ totals, expiries, unheardSince, endRequest },
  };
}
