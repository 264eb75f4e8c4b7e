import type { QueueZones } from '../../shared/geography/queue-zones';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import { isUnheard } from '../../write/drivers/shift/domain/shift';
import type { City } from '../city/city';
import { isFree, type OnShift } from '../city/drivers';
import type { QueuedDriver } from '../city/zone-queues';
import type { Ride } from './rides';
import type { Wish } from './wish';

/** So many pings in a row are no error of the device, nor a turn around the car park. */
const OUTSIDE_PINGS = 3;

interface Arrival {
  readonly zoneId: number;
  readonly atMs: number;
}

/** Who comes into a fence to wait, and who leaves it: what the city's queues do not know yet. */
export class Fences {
  /** Free and inside, and not known to wait. */
  private readonly arrived = new Map<DriverId, Arrival>();
  /** Pings outside, one behind the other, of those who wait. */
  private readonly outside = new Map<DriverId, number>();

  constructor(
    private readonly city: City,
    private readonly zones: Pick<QueueZones, 'at'>,
  ) {}

  /** What was seen by whoever led before is not known. */
  forget(): void {
    this.arrived.clear();
    this.outside.clear();
  }

  /** A driver was seen somewhere, just now. */
  seenAt(driverId: DriverId, at: GeoPoint, nowMs: number): Wish[] {
    const zoneId = this.zones.at(at);
    const queued = this.city.queues.of(driverId);
    return [
      ...this.leaving(driverId, queued, zoneId),
      ...this.joining(this.city.drivers.find(driverId), queued, zoneId, nowMs),
    ];
  }

  /** Time has passed. @param rideOf the trip that a driver has */
  look(rideOf: (driverId: DriverId) => Ride | undefined): Wish[] {
    for (const driverId of this.arrived.keys()) {
      if (!this.city.drivers.find(driverId)) this.arrived.delete(driverId);
    }
    return this.city.queues.drivers().flatMap((driverId) => {
      const driver = this.city.drivers.find(driverId);
      const queued = this.city.queues.of(driverId);
      return queued.flatMap((each) => turnedTo(driver, rideOf(driverId), each));
    });
  }

  private leaving(
    driverId: DriverId,
    queued: readonly QueuedDriver[],
    zoneId: number | null,
  ): Wish[] {
    const left = queued.filter((each) => each.zoneId !== zoneId);
    if (left.length === 0) {
      this.outside.delete(driverId);
      return [];
    }
    const pings = (this.outside.get(driverId) ?? 0) + 1;
    this.outside.set(driverId, pings);
    return pings < OUTSIDE_PINGS ? [] : left.map((each) => leave(each, 'out-of-fence'));
  }

  private joining(
    driver: OnShift | undefined,
    queued: readonly QueuedDriver[],
    zoneId: number | null,
    nowMs: number,
  ): Wish[] {
    if (!driver) return [];
    const { driverId, cityId } = driver.shift;
    // Nobody waits in two zones: first the other queue has to know that they have left.
    const isElsewhere = queued.some((each) => each.zoneId !== zoneId);
    const wanted = [...driver.tiers].filter((tier) => !queued.some((each) => each.tier === tier));
    if (zoneId === null || isElsewhere || wanted.length === 0 || !isFree(driver)) {
      this.arrived.delete(driverId);
      return [];
    }
    const arrivedAt = new Date(this.arrivalAt(driverId, zoneId, nowMs)).toISOString();
    return wanted.map((tier) => {
      const id = `${driverId}/${zoneId}-${tier}/joins/${arrivedAt}`;
      return { what: 'joins', id, queue: { zoneId, tier }, driverId, cityId, arrivedAt };
    });
  }

  private arrivalAt(driverId: DriverId, zoneId: number, nowMs: number): number {
    const known = this.arrived.get(driverId);
    if (known?.zoneId === zoneId) return known.atMs;
    this.arrived.set(driverId, { zoneId, atMs: nowMs });
    return nowMs;
  }
}

const DRIVES: ReadonlySet<string> = new Set(['EnRoute', 'AtPickup', 'OnTrip']);

/** To what somebody who waits has turned instead: nothing while they could drive, or are being asked. */
function turnedTo(
  driver: OnShift | undefined,
  ride: Ride | undefined,
  queued: QueuedDriver,
): Wish[] {
  if (!driver) return [leave(queued, 'offline')];
  const { shift } = driver;
  // Who was committed may still be turned away: then it was no trip.
  if (DRIVES.has(shift.status)) return ride ? [promote(queued, ride)] : [];
  if (isUnheard(shift)) return [leave(queued, 'dark')];
  return shift.status === 'OnBreak' ? [leave(queued, 'paused')] : [];
}

function leave(
  { zoneId, tier, waiting: { driverId, joinedAt } }: QueuedDriver,
  reason: Extract<Wish, { what: 'leaves' }>['reason'],
): Wish {
  const id = `${driverId}/${zoneId}-${tier}/${joinedAt}/${reason}`;
  return { what: 'leaves', id, queue: { zoneId, tier }, driverId, reason };
}

function promote(
  { zoneId, tier, waiting: { driverId, joinedAt } }: QueuedDriver,
  ride: Ride,
): Wish {
  const { tripId } = ride;
  const id = `${driverId}/${zoneId}-${tier}/${joinedAt}/${tripId}`;
  return { what: 'promoted', id, queue: { zoneId, tier }, driverId, tripId };
}
