import type { Random } from '../replay/random';
import { metresBetween, type GeoPoint } from '../shared/kernel/geo-point';
import type { DriverId } from '../shared/kernel/ids';

const SHIFT_H = { median: 8, spread: 0.25, least: 4, most: 11 };
/** Of all offers that they would like, drivers take so many; each has their own share. */
const TAKES = { least: 0.6, most: 0.98 };

const DAY_MS = 24 * 3_600_000;

interface Leg {
  readonly to: GeoPoint;
  readonly startMs: number;
  readonly endMs: number;
}

/** A driver as a person: when they work, where they are, how they like offers. */
export class SimulatedDriver {
  private leg: Leg | undefined;
  emptyM = 0;
  earnedMinor = 0;
  onlineS = 0;
  onTripS = 0;

  constructor(
    readonly driverId: DriverId,
    readonly startMs: number,
    readonly endMs: number,
    readonly takes: number,
    /** Whether they take a trip before the one under way has ended. */
    readonly wantsNext: boolean,
    private from: GeoPoint,
  ) {}

  /** Every day at the same hours. */
  worksAt(ms: number): boolean {
    const sinceBegin = ms - this.startMs;
    const intoDay = sinceBegin - Math.floor(sinceBegin / DAY_MS) * DAY_MS;
    return intoDay < this.endMs - this.startMs;
  }

  /** On a straight line, at an even pace. */
  whereabouts(nowMs: number): GeoPoint {
    if (!this.leg) return this.from;
    const { to, startMs, endMs } = this.leg;
    if (nowMs >= endMs) return to;
    const part = Math.max(0, (nowMs - startMs) / (endMs - startMs));
    const between = (a: number, b: number) => a + (b - a) * part;
    return { lat: between(this.from.lat, to.lat), lon: between(this.from.lon, to.lon) };
  }

  drive(to: GeoPoint, nowMs: number, seconds: number): void {
    this.from = this.whereabouts(nowMs);
    this.leg = { to, startMs: nowMs, endMs: nowMs + seconds * 1000 };
  }

  stop(nowMs: number): void {
    this.from = this.whereabouts(nowMs);
    this.leg = undefined;
  }

  /** Metres as the crow flies since the leg began. */
  drivenM(nowMs: number): number {
    return this.leg ? metresBetween(this.from, this.whereabouts(nowMs)) : 0;
  }
}

/**
 * Drivers who are there when riders are: each works around the time of some request.
 * @param wanting the share of them who take a trip before the one under way has ended
 */
export function fleetOf(
  size: number,
  wanting: number,
  demand: readonly { readonly atMs: number; readonly pickup: GeoPoint }[],
  random: Random,
): SimulatedDriver[] {
  return Array.from({ length: size }, (_, index) => {
    const around = demand[random.below(demand.length)];
    const place = demand[random.below(demand.length)]?.pickup;
    if (!around || !place) throw new Error('A city without riders needs no drivers');
    const { median, spread, least, most } = SHIFT_H;
    const lengthMs = random.logNormal(median, spread, least, most) * 3_600_000;
    const startMs = around.atMs - random.next() * lengthMs;
    const takes = random.between(TAKES.least, TAKES.most);
    const wantsNext = index < size * wanting;
    const driverId = `driver-${String(index + 1).padStart(5, '0')}` as DriverId;
    return new SimulatedDriver(driverId, startMs, startMs + lengthMs, takes, wantsNext, place);
  });
}
