/**
 * What was asked for in one taxi zone and tier in one minute of the city's clock, and what matching made of it. Whatever
 * follows from a request counts in the request's own minute, however much later it comes: a row is one cohort, and adds up.
 */
export interface MarketMinute {
  readonly cityId: string;
  readonly zoneId: number | null;
  readonly product: string;
  /** `2014-04-01T00:11` */
  readonly minute: string;
  readonly requested: number;
  /** More than the requests when a driver gave a trip back. */
  readonly searches: number;
  readonly offers: Offers;
  /** Requests that were given to a driver, once each. */
  readonly matched: number;
  /** By reason. */
  readonly unfulfilled: Readonly<Record<string, number>>;
  /** Riders who gave up before anybody drove to them. */
  readonly cancelledUnmatched: number;
  /** From the request until the first driver had it, in seconds. */
  readonly timeToMatch: Distribution;
  /** Of the pickups: when the driver stood there minus when they were promised to, in seconds. */
  readonly pickupError: Distribution & { readonly absoluteSum: number };
  /** Driver seconds between the assignment and the pickup, and between the pickup's arrival and the ride's end. */
  readonly enRouteS: number;
  readonly onTripS: number;
  /** Drivers on the way, with what they promised. */
  readonly awaited: readonly Awaited[];
}

export interface Offers {
  readonly extended: number;
  readonly accepted: number;
  readonly declined: number;
  readonly expired: number;
  readonly withdrawn: number;
}

export interface Distribution {
  readonly count: number;
  readonly sum: number;
  /** How many lay in each bucket: the first up to the first edge, the last above the last one. */
  readonly buckets: readonly number[];
}

interface Awaited {
  readonly tripId: string;
  readonly assignedAt: string;
  readonly promisedPickupAt: string;
}
