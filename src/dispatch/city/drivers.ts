import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { ShiftEvent } from '../../shared/events/shift.events';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import { secondsBetween, type Instant } from '../../shared/kernel/time';
import { hoursLeftS } from '../../shared/kernel/working-hours';
import { isUnheard, unknown, type OnlineShift } from '../../write/drivers/shift/domain/shift';
import { evolve, workAt } from '../../write/drivers/shift/domain/shift.evolve';

/** Nobody is judged by their first offers: as if so many had been made before, and this share of them taken. */
const PRIOR = { offers: 10, share: 0.8 };
/** As if so many trips had been kept before. */
const KEPT_BEFORE = 10;
const HOUR_MS = 3_600_000;
/** Nobody is rich or poor before. */
const FIRST_HOURS = 0.25;

/** What is known of a driver on shift that their offers are decided by. */
export interface OnShift {
  readonly shift: OnlineShift;
  readonly tiers: ReadonlySet<string>;
  readonly startedMs: number;
  /** When something happened to the shift last. */
  readonly lastAt: Instant;
  /** Of this shift, in minor units of the city's currency. */
  readonly earnedMinor: number;
  readonly trips: number;
  /** Trips that they took and did not keep. */
  readonly givenBack: number;
  readonly offers: number;
  readonly accepted: number;
}

/** Every driver on shift, folded from the log. */
export class Drivers {
  private readonly onShift = new Map<DriverId, OnShift>();

  find(driverId: DriverId): OnShift | undefined {
    return this.onShift.get(driverId);
  }

  all(): Iterable<OnShift> {
    return this.onShift.values();
  }

  onShiftEvent(event: ShiftEvent): void {
    const { driverId } = event.data;
    const known = this.onShift.get(driverId);
    const shift = evolve(known?.shift ?? unknown, event);
    if (shift.status === 'Unknown' || shift.status === 'Offline') this.onShift.delete(driverId);
    else
      this.onShift.set(driverId, { ...(known ?? newcomer(shift)), shift, lastAt: event.data.at });
    if (event.type === 'DriverFreed' && event.data.cause === 'completed') {
      this.change(driverId, ({ trips }) => ({ trips: trips + 1 }));
    }
  }

  onDispatch(event: DispatchEvent): void {
    if (event.type === 'OfferExtended') {
      this.change(event.data.driverId, ({ offers }) => ({ offers: offers + 1 }));
    }
    if (event.type === 'OfferAccepted') {
      this.change(event.data.driverId, ({ accepted }) => ({ accepted: accepted + 1 }));
    }
  }

  /** A trip was lost, and by their fault. */
  gaveBack(driverId: DriverId): void {
    this.change(driverId, ({ givenBack }) => ({ givenBack: givenBack + 1 }));
  }

  /** What a trip has brought its driver. */
  earned(driverId: DriverId, minor: number): void {
    this.change(driverId, ({ earnedMinor }) => ({ earnedMinor: earnedMinor + minor }));
  }

  private change(driverId: DriverId, change: (driver: OnShift) => Partial<OnShift>): void {
    const driver = this.onShift.get(driverId);
    if (driver) this.onShift.set(driverId, { ...driver, ...change(driver) });
  }
}

const NOTHING_DONE = { trips: 0, givenBack: 0, offers: 0, accepted: 0 };

function newcomer(shift: OnlineShift): OnShift {
  const tiers = new Set(shift.started.tiers);
  const startedMs = Date.parse(shift.started.at);
  const lastAt = shift.started.at;
  return { shift, tiers, startedMs, lastAt, earnedMinor: 0, ...NOTHING_DONE };
}

/** As far as the log says: whether the driver can be reserved is for their shift's revision to prove. */
export function isFree({ shift }: OnShift): boolean {
  return shift.status === 'Available' && !isUnheard(shift) && shift.endRequest === null;
}

/** The trip that a driver is on who may be offered the next one before it has ended: one, and if they want it so. */
export function lastBeforeNext({ shift }: OnShift): TripId | undefined {
  if (shift.status !== 'OnTrip' || !shift.started.forwardDispatch) return undefined;
  const isTaken = shift.queued ?? shift.held ?? shift.endRequest;
  return isTaken || isUnheard(shift) ? undefined : shift.tripId;
}

export function acceptanceOf({ offers, accepted }: OnShift): number {
  return (accepted + PRIOR.offers * PRIOR.share) / (offers + PRIOR.offers);
}

/** The share of their trips that a driver brings to its end. */
export function completionOf({ trips, givenBack }: OnShift): number {
  return (trips + KEPT_BEFORE) / (trips + givenBack + KEPT_BEFORE);
}

/** How long the driver may still be given work: their hours, and until the first of their papers runs out. */
export function budgetLeftS({ shift }: OnShift, at: Instant): number {
  const { hoursPolicy, cityId } = shift.started;
  const hoursS = hoursLeftS(hoursPolicy, cityId, workAt(shift, at), at);
  return Math.min(hoursS, secondsBetween(at, shift.eligibleUntil));
}

export function earnedPerHour({ startedMs, earnedMinor }: OnShift, nowMs: number): number | null {
  const hours = (nowMs - startedMs) / HOUR_MS;
  return hours < FIRST_HOURS ? null : earnedMinor / hours;
}

/** What a fare brings the driver: all but the platform's fifth. */
export function driversPart(fareMinor: number): number {
  return Math.round(fareMinor * 0.8);
}
