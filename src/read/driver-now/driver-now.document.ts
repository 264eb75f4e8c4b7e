import type { DispatchEventOf } from '../../shared/events/dispatch.events';
import type { HoursPolicy, Work } from '../../shared/kernel/working-hours';

/** What a driver's app shows at this moment. */
export interface DriverNow {
  readonly driverId: string;
  readonly cityId: string;
  readonly shiftNo: number;
  readonly shiftState:
    'Offline' | 'Available' | 'Reserved' | 'EnRoute' | 'AtPickup' | 'OnTrip' | 'OnBreak';
  /** Of the state. */
  readonly since: string | null;
  readonly isReachable: boolean;
  readonly vehicleId: string | null;
  readonly tiers: readonly string[];
  readonly currentOffer: {
    readonly offerId: string;
    readonly tripId: string;
    readonly expiresAt: string;
    /** Null while the driver is held for an offer that is not made yet. */
    readonly terms: OfferTerms | null;
  } | null;
  readonly currentTrip: string | null;
  readonly queuedTrip: string | null;
  readonly endRequested: boolean;
  readonly eligibleUntil: string | null;
  readonly blocks: readonly Block[];
  readonly hoursPolicy: HoursPolicy | null;
  /** As it was at `workedUntil`: what has come since follows from the state. */
  readonly work: Work;
  readonly workedUntil: string | null;
}

/** What a driver decides by. */
export interface OfferTerms extends Readonly<
  Pick<
    DispatchEventOf<'OfferExtended'>['data'],
    'attempt' | 'mode' | 'extendedAt' | 'payPreview' | 'pickupEtaS' | 'tripEtaS'
  >
> {
  readonly product: string;
  /** Of the pickup. */
  readonly zoneId: number | null;
}

export interface Block {
  readonly reasonTag: string;
  /** Null: no offers at all. */
  readonly tiers: readonly string[] | null;
  readonly until: string | null;
}
