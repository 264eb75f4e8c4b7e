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

export interface Block {
  readonly reasonTag: string;
  /** Null: no offers at all. */
  readonly tiers: readonly string[] | null;
  readonly until: string | null;
}
