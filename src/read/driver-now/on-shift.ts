import type { ShiftEvent, ShiftEventOf } from '../../shared/events/shift.events';
import type { DriverNow } from './driver-now.document';

/** Of somebody who is not at work. */
export const OFF = {
  ...{ shiftState: 'Offline', vehicleId: null, tiers: [], currentOffer: null, currentTrip: null },
  ...{ queuedTrip: null, endRequested: false, eligibleUntil: null, isReachable: true },
} as const satisfies Partial<DriverNow>;

type Reaction<E extends ShiftEvent> = (data: E['data'], now: DriverNow) => Partial<DriverNow>;

const FREE = { shiftState: 'Available', currentOffer: null, currentTrip: null } as const;

function started(data: ShiftEventOf<'ShiftStarted'>['data']): Partial<DriverNow> {
  const { shiftNo, vehicleId, tiers, eligibleUntil, hoursPolicy } = data;
  return { ...OFF, ...FREE, shiftNo, vehicleId, tiers, eligibleUntil, hoursPolicy };
}

/** What each event of a shift changes. */
export const ON_SHIFT: { readonly [E in ShiftEvent as E['type']]: Reaction<E> } = {
  ShiftStarted: started,
  ShiftStartAbandoned: ({ shiftNo }) => ({ shiftNo }),
  EligibilityRenewed: ({ eligibleUntil }) => ({ eligibleUntil }),
  DriverReserved: ({ offerId, tripId, until: expiresAt }) => ({
    ...{ shiftState: 'Reserved', currentOffer: { offerId, tripId, expiresAt, terms: null } },
  }),
  ReservationReleased: () => FREE,
  DriverCommitted: ({ tripId: currentTrip }) => ({
    ...{ shiftState: 'EnRoute', currentOffer: null, currentTrip },
  }),
  CommitmentMissed: () => ({}),
  DriverAtPickup: () => ({ shiftState: 'AtPickup' }),
  DriverOnTrip: () => ({ shiftState: 'OnTrip' }),
  NextTripQueued: ({ tripId: queuedTrip }) => ({ queuedTrip }),
  NextTripDropped: () => ({ queuedTrip: null }),
  DriverFreed: ({ nextTripId: currentTrip }) =>
    currentTrip === null
      ? { ...FREE, queuedTrip: null }
      : { shiftState: 'EnRoute', currentTrip, queuedTrip: null },
  BreakStarted: () => ({ shiftState: 'OnBreak' }),
  BreakEnded: () => ({ shiftState: 'Available' }),
  CommsLost: () => ({ isReachable: false }),
  CommsRestored: () => ({ isReachable: true }),
  ShiftEndRequested: () => ({ endRequested: true }),
  ShiftEnded: () => OFF,
};
