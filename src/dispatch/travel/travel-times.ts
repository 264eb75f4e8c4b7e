import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { Instant } from '../../shared/kernel/time';
import type { TravelTime } from '../matching/round';

export interface Way {
  readonly from: GeoPoint;
  readonly to: GeoPoint;
}

/** How long ways take by road. Answers with one time for each way, in their order. */
export abstract class TravelTimes {
  /** The best source is not to be relied on just now: whom to ask is decided in the simplest way. */
  get isDegraded(): boolean {
    return false;
  }

  abstract of(ways: readonly Way[], at: Instant): Promise<readonly TravelTime[]>;
}
