import type { NoticeDays } from '../../../../shared/kernel/expiry';
import type { DriverId, VehicleId } from '../../../../shared/kernel/ids';
import type { Instant } from '../../../../shared/kernel/time';

/** The shift that a car is on. */
export interface Holder {
  readonly driverId: DriverId;
  readonly shiftNo: number;
}

interface Known {
  readonly vehicleId: VehicleId;
  readonly ownerId: DriverId;
  readonly cityId: string;
  /** What it was registered for; once approved, what it was approved for. */
  readonly tiers: readonly string[];
  readonly seats: number;
  readonly wheelchair: boolean;
  readonly childSeat: boolean;
  readonly inspectedUntil: Instant | null;
  readonly noticed: NoticeDays | null;
  readonly sharedWith: readonly DriverId[];
  readonly heldBy: Holder | null;
}

interface Registered extends Known {
  readonly status: 'Registered';
}
interface Inspected extends Known {
  readonly status: 'Inspected';
}
interface Approved extends Known {
  readonly status: 'Approved';
}
interface Lapsed extends Known {
  readonly status: 'Lapsed';
}
interface Retired extends Known {
  readonly status: 'Retired';
}

export type KnownVehicle = Registered | Inspected | Approved | Lapsed | Retired;
export type Vehicle = { readonly status: 'Unknown' } | KnownVehicle;

export const unknown: Vehicle = { status: 'Unknown' };

/** The facts that every event repeats, so that a reader needs no other event. */
export function factsOf({ vehicleId, ownerId, cityId }: KnownVehicle, at: Instant) {
  return { vehicleId, ownerId, cityId, at };
}

export function isOn(a: Holder | null, b: Holder): boolean {
  return a !== null && a.driverId === b.driverId && a.shiftNo === b.shiftNo;
}
