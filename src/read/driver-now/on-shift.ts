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

/** Of an offer that is on the screen already its terms are known. */
function offerOf(
  { offerId, tripId, until: expiresAt }: ShiftEventOf<'DriverReserved'>['data'],
  { currentOffer }: DriverNow,
): DriverNow['currentOffer'] {
  return currentOffer?.offerId === offerId
    ? currentOffer
    : { offerId, tripId, expiresAt, terms: null };
}

/** What each event of a shift changes. */
export const ON_SHIFT: { readonly [E in ShiftEvent as E['type']]: Reaction<E> } = {
  ShiftStarted: started,
  ShiftStartAbandoned: ({ shiftNo }) => ({ shiftNo }),
  EligibilityRenewed: ({ eligibleUntil }) => ({ eligibleUntil }),
  DriverReserved: (data, now) => ({ shiftState: 'Reserved', currentOffer: offerOf(data, now) }),
  ReservationReleased: () => FREE,
  NextTripReserved: (data, now) => ({ currentOffer: offerOf(data, now) }),
  NextTripReleased: () => ({ currentOffer: null }),
  DriverCommitted: ({ tripId: currentTrip }) => ({
    ...{ shiftState: 'EnRoute', currentOffer: null, currentTrip },
  }),
  CommitmentMissed: () => ({}),
  DriverAtPickup: () => ({ shiftState: 'AtPickup' }),
  DriverOnTrip: () => ({ shiftState: 'OnTrip' }),
  NextTripQueued: ({ tripId: queuedTrip }) => ({ queuedTrip, currentOffer: null }),
  NextTripDropped: () => ({ queuedTrip: null }),
  // An offer may outlive the trip that it was made in: the driver is reserved for it next.
  DriverFreed: ({ nextTripId: currentTrip }) => ({
    ...{
      shiftState: currentTrip === null ? 'Available' : 'EnRoute',
      currentTrip,
      queuedTrip: null,
    },
  }),
  BreakStarted: () => ({ shiftState: 'OnBreak' }),
  BreakEnded: () => ({ shiftState: 'Available' }),
  CommsLost: () => ({ isReachable: false }),
  CommsRestored: () => ({ isReachable: true }),
  ShiftEndRequested: () => ({ endRequested: true }),
  ShiftEnded: () => OFF,
};
