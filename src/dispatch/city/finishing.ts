import { metresBetween, type GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import type { Way } from '../travel/travel-times';
import type { City, Located } from './city';

/** A driver with a trip to finish: where they will be then, and how far it is from here over there to the pickup. */
export interface Finisher {
  readonly driverId: DriverId;
  readonly at: GeoPoint;
  readonly straightM: number;
}

/** Drivers who will soon be near a pickup, and what is left of their trips: asked for once for each of them. */
export class Finishing {
  private readonly rests = new Map<DriverId, Way>();
  private readonly seconds = new Map<DriverId, number>();

  constructor(
    private readonly city: City,
    private readonly withinM: number,
    private readonly nearest: number,
  ) {}

  near(pickup: GeoPoint, wanted: (driver: Located) => boolean): Finisher[] {
    const found = this.city.finishing.near(pickup, this.withinM, this.nearest, wanted);
    return found.flatMap(({ driver: { driverId }, straightM, at }) => {
      const from = this.city.placeOf(driverId);
      if (!from) return [];
      this.rests.set(driverId, { from, to: at });
      return [{ driverId, at, straightM: straightM + metresBetween(from, at) }];
    });
  }

  /** What is left of the trips of all who were found. */
  get ways(): readonly Way[] {
    return [...this.rests.values()];
  }

  /** @param seconds in the order of `ways` */
  take(seconds: readonly number[]): void {
    for (const [index, driverId] of [...this.rests.keys()].entries()) {
      // Nobody is free before the rider has got out.
      this.seconds.set(driverId, Math.max(1, seconds[index] ?? 1));
    }
  }

  /** Until the driver is free, s: 0 of those who are. */
  freeInS(driverId: DriverId): number {
    return this.seconds.get(driverId) ?? 0;
  }
}
