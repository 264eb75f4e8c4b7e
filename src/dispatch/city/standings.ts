import type { DriverEvent } from '../../shared/events/driver.events';
import type { DriverId, RiderId } from '../../shared/kernel/ids';
import type { Instant } from '../../shared/kernel/time';

/** Nobody is judged by ratings that they do not have. */
const UNRATED = 5;

/** When it ends; null: never by itself. */
type Until = Instant | null;

/** What is known of drivers whether they are on shift or not: how they are rated, and whom they are not to meet. */
export class Standings {
  private readonly ratings = new Map<DriverId, number>();
  private readonly apart = new Map<RiderId, Map<DriverId, Until>>();

  onDriver({ type, data }: DriverEvent): void {
    if (type === 'StandingChanged') this.rate(data.driverId, data.evidence.rating);
    else if (type === 'PairBlocked') {
      const drivers = this.apart.get(data.riderId) ?? new Map<DriverId, Until>();
      this.apart.set(data.riderId, drivers.set(data.driverId, data.until));
    } else if (type === 'PairUnblocked') this.apart.get(data.riderId)?.delete(data.driverId);
  }

  /** 1 to 5 stars, as of the driver's last review. */
  ratingOf(driverId: DriverId): number {
    return this.ratings.get(driverId) ?? UNRATED;
  }

  /** Whom a rider is not brought together with at this moment. */
  keptFrom(riderId: RiderId, at: Instant): DriverId[] {
    const kept = [...(this.apart.get(riderId) ?? [])];
    return kept.flatMap(([driverId, until]) => (until === null || until > at ? [driverId] : []));
  }

  private rate(driverId: DriverId, rating: number | null): void {
    if (rating === null) this.ratings.delete(driverId);
    else this.ratings.set(driverId, rating);
  }
}
