import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { ShiftEvent } from '../../shared/events/shift.events';
import type { TripEvent } from '../../shared/events/trip.events';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import { SupplyIndex } from '../supply/supply-index';
import { Drivers, driversPart, earnedPerHour, isFree, lastBeforeNext } from './drivers';
import { Searches } from './searches';
import { Standings } from './standings';
import { WaysAhead } from './ways-ahead';
import { ZoneQueues } from './zone-queues';

const MEDIAN_HOLDS_MS = 60_000;

export interface Located {
  readonly driverId: DriverId;
  readonly tiers: ReadonlySet<string>;
}

/**
 * A city as its dispatcher sees it: who looks for a driver, who could drive, who waits in a queue, and where they are.
 * That comes from pings, the rest is folded from the log. All of it may be a moment old, and is never what decides: searches
 * and shifts refuse what is no longer so.
 */
export class City {
  readonly searches = new Searches();
  readonly drivers = new Drivers();
  readonly standings = new Standings();
  readonly queues = new ZoneQueues();
  /** Of those who are free. */
  readonly supply = new SupplyIndex<Located>();
  /** Of those who may have the next trip before theirs has ended: where that will be. */
  readonly finishing = new SupplyIndex<Located>();
  readonly waysAhead = new WaysAhead();
  private readonly lastSeen = new Map<DriverId, GeoPoint>();
  private median: { readonly perHour: number | null; readonly untilMs: number } = {
    ...{ perHour: null, untilMs: 0 },
  };
  private readonly driverOf = new Map<TripId, DriverId>();

  onTrip(event: TripEvent): void {
    this.searches.onTrip(event);
    this.waysAhead.onTrip(event);
    const { tripId } = event.data;
    if (event.type === 'DriverUnassigned' && event.data.fault === 'driver')
      this.drivers.gaveBack(event.data.driverId);
    if (event.type === 'DriverAssigned') this.driverOf.set(tripId, event.data.driverId);
    if (event.type === 'FareFinalised') this.pay(tripId, event.data.totalMinor);
    const driverId = this.driverOf.get(tripId);
    if (driverId) this.placeEnd(driverId);
    if (event.type === 'TripSettled' || event.type === 'TripCancelled')
      this.driverOf.delete(tripId);
  }

  onDispatch(event: DispatchEvent): void {
    this.searches.onDispatch(event);
    this.drivers.onDispatch(event);
  }

  onShift(event: ShiftEvent): void {
    this.drivers.onShiftEvent(event);
    const { driverId } = event.data;
    if (!this.drivers.find(driverId)) this.lastSeen.delete(driverId);
    this.place(driverId);
    this.placeEnd(driverId);
  }

  /** Where a driver was seen last. */
  placeOf(driverId: DriverId): GeoPoint | undefined {
    return this.lastSeen.get(driverId);
  }

  /** A ping, already found worth believing. */
  seen(driverId: DriverId, at: GeoPoint): void {
    if (!this.drivers.find(driverId)) return;
    this.lastSeen.set(driverId, at);
    this.place(driverId);
  }

  /** What half of the drivers earn less than, per hour, as of this minute; null while nobody knows. */
  medianPerHour(nowMs: number): number | null {
    if (nowMs >= this.median.untilMs) {
      const earned = [...this.drivers.all()]
        .map((driver) => earnedPerHour(driver, nowMs))
        .filter((perHour) => perHour !== null)
        .sort((a, b) => a - b);
      const perHour = earned[Math.floor(earned.length / 2)] ?? null;
      this.median = { perHour, untilMs: nowMs + MEDIAN_HOLDS_MS };
    }
    return this.median.perHour;
  }

  private place(driverId: DriverId): void {
    const driver = this.drivers.find(driverId);
    const at = this.lastSeen.get(driverId);
    if (driver && at && isFree(driver)) this.supply.place({ driverId, tiers: driver.tiers }, at);
    else this.supply.remove(driverId);
  }

  private placeEnd(driverId: DriverId): void {
    const driver = this.drivers.find(driverId);
    const tripId = driver && lastBeforeNext(driver);
    const end = tripId && this.waysAhead.endOf(tripId);
    if (driver && end) this.finishing.place({ driverId, tiers: driver.tiers }, end);
    else this.finishing.remove(driverId);
  }

  private pay(tripId: TripId, totalMinor: number): void {
    const driverId = this.driverOf.get(tripId);
    if (driverId) this.drivers.earned(driverId, driversPart(totalMinor));
  }
}
