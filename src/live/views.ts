import type { GeoPoint } from '../shared/kernel/geo-point';

/** As much of a driver's screen as a driver acts on. */
export interface DriverView {
  readonly shiftState:
    | 'Offline'
    | 'Available'
    | 'Reserved'
    | 'EnRoute'
    | 'AtPickup'
    | 'OnTrip'
    | 'OnBreak'
    | 'Unreachable';
  readonly currentOffer: ShownOffer | null;
  readonly currentTrip: string | null;
  readonly endRequested: boolean;
}

export interface ShownOffer {
  readonly offerId: string;
  readonly tripId: string;
  readonly expiresAt: string;
  /** Null while the driver is held for an offer that is not made yet. */
  readonly terms: { readonly pickupEtaS: number } | null;
}

export type MadeOffer = ShownOffer & { readonly terms: NonNullable<ShownOffer['terms']> };

export function isMade(offer: ShownOffer | null): offer is MadeOffer {
  return offer !== null && offer.terms !== null;
}

/** As much of a trip's screen as its rider and its driver act on. */
export interface TripView {
  readonly tripId: string;
  readonly status: string;
  readonly reason: string | null;
  readonly driver: { readonly driverId: string; readonly isOnAnotherTrip?: boolean } | null;
  readonly stops: readonly GeoPoint[];
}

/** Before anything was seen. */
export const OFFLINE: DriverView = {
  ...{ shiftState: 'Offline', currentOffer: null, currentTrip: null, endRequested: false },
};
