import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import type { Instant } from '../../shared/kernel/time';
import { AT_PICKUP_M } from '../../write/trip/domain/mark-arrived';
import type { OnShift } from '../city/drivers';
import { metresOff } from './corridor';
import type { Ride } from './rides';
import type { Wish } from './wish';

/** What was seen of a ride, and what follows from it. */
export interface Detected {
  readonly ride: Ride;
  readonly wishes: readonly Wish[];
}

/** Coming so much nearer is progress; going so much farther than one has been is going away. */
const PROGRESS_M = 100;
const RETREAT_M = 500;
const NO_PROGRESS_MS = 240_000;
const DARK_MS = 60_000;

/** Off the way beyond the first, on it again below the second: who drives along the border is told of once. */
const OFF_M = 500;
const BACK_M = 300;

/** Longer silence means that a driver cannot be reached; sooner while a rider waits for them. */
const SILENT_S = 60;
const SILENT_TO_PICKUP_S = 10;

/** The driver of a ride was seen somewhere, just now. */
export function seenAt(ride: Ride, at: GeoPoint, nowMs: number): Detected {
  const heard = { ...ride, heardMs: nowMs };
  if (ride.phase === 'EnRoute') return onTheWay(heard, at, nowMs);
  return ride.phase === 'InProgress' ? withPassenger(heard, at) : { ride: heard, wishes: [] };
}

function onTheWay(ride: Ride, at: GeoPoint, nowMs: number): Detected {
  const [pickup = at] = ride.stops;
  const distanceM = Math.round(metresBetween(at, pickup));
  if (distanceM <= AT_PICKUP_M) return { ride, wishes: [arrivedAt(ride, at, nowMs)] };
  const { nearest } = ride;
  if (!nearest || distanceM <= nearest.distanceM - PROGRESS_M) {
    return { ride: { ...ride, nearest: { distanceM, atMs: nowMs } }, wishes: [] };
  }
  const since = nearest.atMs;
  if (distanceM >= nearest.distanceM + RETREAT_M) {
    return { ride, wishes: stalled(ride, 'RETREATING', since, distanceM) };
  }
  if (nowMs - since < NO_PROGRESS_MS) return { ride, wishes: [] };
  return { ride, wishes: stalled(ride, 'STALLED', since, distanceM) };
}

function arrivedAt(ride: Ride, location: GeoPoint, nowMs: number): Wish {
  const { tripId, assignmentNo, itineraryVersion } = ride;
  const id = `${tripId}/${assignmentNo}/${itineraryVersion}/arrived`;
  return { what: 'arrived', id, tripId, location, lastPingAt: instant(nowMs) };
}

function stalled(
  { tripId, assignmentNo, stalls }: Ride,
  which: Extract<Wish, { what: 'stalled' }>['case'],
  sinceMs: number,
  distanceM: number | null,
): Wish[] {
  if (stalls.has(which)) return [];
  const id = `${tripId}/${assignmentNo}/${which}`;
  const what = { case: which, since: instant(sinceMs), distanceM };
  return [{ what: 'stalled', id, tripId, assignmentNo, ...what }];
}

function withPassenger(ride: Ride, at: GeoPoint): Detected {
  const distanceM = Math.round(metresOff(at, ride.stops));
  const { tripId, deviations } = ride;
  const offTheWay = ride.offTheWay === 0 ? leaving(ride, distanceM) : staying(ride, distanceM);
  const now = { ...ride, offTheWay };
  if (offTheWay <= deviations) return { ride: now, wishes: [] };
  const id = `${tripId}/deviation/${offTheWay}`;
  return { ride: now, wishes: [{ what: 'deviated', id, tripId, distanceM }] };
}

function leaving({ deviations }: Ride, distanceM: number): number {
  return distanceM > OFF_M ? deviations + 1 : 0;
}

function staying({ offTheWay }: Ride, distanceM: number): number {
  return distanceM < BACK_M ? 0 : offTheWay;
}

/** Time has passed. @param sinceMs before that nobody listened */
export function darkness(ride: Ride, nowMs: number, sinceMs: number): readonly Wish[] {
  const heardMs = Math.max(ride.heardMs, sinceMs);
  if (ride.phase !== 'EnRoute' || nowMs - heardMs < DARK_MS) return [];
  return stalled(ride, 'LOCATION_DARK', heardMs, null);
}

/** Time has passed. @param heardMs the driver's last sign of life, or since when it is waited for */
export function silence({ shift, lastAt }: OnShift, heardMs: number, nowMs: number): Wish[] {
  if (shift.unheardSince !== null) return [];
  const { status, started, driverId } = shift;
  const isAwaited = status === 'EnRoute' || status === 'AtPickup';
  const allowedS = isAwaited ? SILENT_TO_PICKUP_S : SILENT_S;
  // Silence counts from the assignment: before it, more was allowed.
  const fromMs = isAwaited ? Math.max(heardMs, Date.parse(lastAt)) : heardMs;
  if (nowMs - fromMs < allowedS * 1000) return [];
  const lastPingAt = instant(heardMs);
  const id = `${driverId}/${started.shiftNo}/lost/${lastPingAt}/${allowedS}`;
  return [{ what: 'lost', id, driverId, lastPingAt }];
}

/** A driver was heard of. */
export function heardAgain({ shift }: OnShift): Wish[] {
  const { unheardSince, started, driverId } = shift;
  if (unheardSince === null) return [];
  return [{ what: 'heard', id: `${driverId}/${started.shiftNo}/heard/${unheardSince}`, driverId }];
}

function instant(ms: number): Instant {
  return new Date(ms).toISOString();
}
