import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId } from '../../shared/kernel/ids';
import type { Instant } from '../../shared/kernel/time';

/** A place that a driver was at, and that is worth believing. */
export interface Sighting {
  readonly driverId: DriverId;
  readonly at: GeoPoint;
  /** By the driver's device. */
  readonly seenAt: Instant;
}

/** Where drivers are, as they tell: never events, and worth nothing when they are old. */
export abstract class Sightings {
  /**
   * The last place of every driver who was heard of lately, and from then on every new one, until `signal` aborts. Each
   * driver's in the order in which they were seen.
   * @param see has to be quick
   */
  abstract follow(see: (sighting: Sighting) => void, signal: AbortSignal): Promise<void>;
}
