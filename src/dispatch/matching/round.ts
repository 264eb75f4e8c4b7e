import type { Needs } from '../../shared/events/trip.shapes';
import type { EtaSource } from '../../shared/events/dispatch.shapes';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId, TripId } from '../../shared/kernel/ids';

/** A trip that looks for a driver. */
export interface OpenRequest {
  readonly tripId: TripId;
  readonly pickup: GeoPoint;
  readonly needs: Readonly<Needs> & { readonly tier: string };
  readonly waitedS: number;
  /** How long the ride itself will take: it has to fit into what a driver may still work. */
  readonly rideS: number;
  /** It had a driver and lost them. */
  readonly reassigned: boolean;
  /** Who said no, let an offer expire, gave this trip back, or is never to meet this rider. */
  readonly excluded: ReadonlySet<DriverId>;
}

/** A driver who is free, or soon will be. */
export interface Supply {
  readonly driverId: DriverId;
  /** Where they are, or will be once they are free. */
  readonly at: GeoPoint;
  /** 0: free now. */
  readonly freeInS: number;
  /** Wants the next trip before the present one has ended. */
  readonly takesQueued: boolean;
  readonly car: Readonly<Needs> & { readonly tiers: ReadonlySet<string> };
  /** Of the hours that they may work; documents that end sooner count too. */
  readonly budgetLeftS: number;
  /** How likely they take an offer, and bring a taken trip to its end: 0 to 1. */
  readonly acceptance: number;
  readonly completion: number;
  /** 1 to 5 stars. */
  readonly rating: number;
  readonly tripsToday: number;
  /** In minor units; null before the first hour. */
  readonly earnedPerHour: number | null;
}

export interface TravelTime {
  readonly seconds: number;
  readonly source: EtaSource;
}

/** A driver who could take a request, whether or not it is the best for all. */
export interface Candidate {
  readonly driver: Supply;
  readonly straightM: number;
  /** From now to the pickup: what is left of the present trip, and the way. */
  readonly etaS: number;
  readonly etaSource: EtaSource;
  /** In the queue at the pickup, 1 being next: its order decides, and not the cost. Null: in none there. */
  readonly queuePlace: number | null;
}

export interface Ask {
  readonly request: OpenRequest;
  readonly candidates: readonly Candidate[];
}

/** All that a decision about a city is made from. The same round gives the same matches. */
export interface Round {
  readonly asks: readonly Ask[];
  /** What half of this city's drivers earn less than, per hour and in minor units; null while nobody knows. */
  readonly medianPerHour: number | null;
}
