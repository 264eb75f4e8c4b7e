/** A driver at work. Where they are is no fact: pings say it, and only now and then an event does. */
export interface DriverOnMap {
  readonly kind: 'driver';
  readonly driverId: string;
  readonly cityId: string;
  readonly shiftState: 'Available' | 'Reserved' | 'EnRoute' | 'AtPickup' | 'OnTrip' | 'OnBreak';
  readonly isReachable: boolean;
  /** Where the driver is expected next. */
  readonly pickup: { readonly tripId: string; readonly cell: string } | null;
  /** Where an event last said that they were, by H3 r8 cell; null when they have driven on since. */
  readonly place: { readonly cell: string; readonly at: string } | null;
}

/** What is asked for in one H3 r8 cell. */
export interface CellOnMap {
  readonly kind: 'cell';
  readonly cityId: string;
  readonly cell: string;
  /** Requests that nobody drives to yet. */
  readonly open: readonly { readonly tripId: string; readonly requestedAt: string }[];
  /** Of the last offers for pickups here, the oldest first. */
  readonly offers: readonly { readonly at: string; readonly pickupEtaS: number }[];
}

export type OnMap = DriverOnMap | CellOnMap;
