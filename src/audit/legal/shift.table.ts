import type { ShiftEvent } from '../../shared/events/shift.events';
import { differs, NONE, type Held, type LegalTable } from './legal-history';

interface ShiftHeld extends Held {
  readonly shiftNo?: number | undefined;
  readonly offerId?: string | undefined;
  readonly tripId?: string | undefined;
  readonly queued?: string | null | undefined;
  /** The offer of a next trip that somebody who drives is held for. */
  readonly next?: string | null | undefined;
  readonly isUnheard?: boolean | undefined;
  readonly isEnding?: boolean | undefined;
}

const BUSY = ['EnRoute', 'AtPickup', 'OnTrip'];
const ONLINE = ['Available', 'OnBreak', 'Reserved', ...BUSY];
const OFF = [NONE, 'Offline'];

const begins = { from: OFF, unless: nextShift };
const NEW = { queued: null, next: null, isUnheard: false, isEnding: false };

/** What may become of a driver's shifts, one behind the other in one stream: domain rules, 2.3. */
const table: LegalTable<ShiftEvent['type'], ShiftHeld> = {
  ShiftStarted: {
    ...{ ...begins, to: 'Available' },
    keeps: (_, { shiftNo }) => ({ ...NEW, shiftNo }),
  },
  ShiftStartAbandoned: {
    ...{ ...begins, to: 'Offline' },
    keeps: (_, { shiftNo }) => ({ shiftNo }),
  },
  EligibilityRenewed: { from: ONLINE, unless: sameShift },
  DriverReserved: {
    ...{ from: ['Available'], to: 'Reserved' },
    // An offer that was there before the last trip had ended is the same as before.
    unless: (held, data) =>
      (held.next !== data.offerId && mayNotBeAsked(held)) || sameShift(held, data),
    keeps: (_, { offerId, tripId }) => ({ offerId, tripId, next: null }),
  },
  ReservationReleased: { from: ['Reserved'], to: 'Available', unless: sameOffer },
  DriverCommitted: {
    ...{ from: ['Reserved'], to: 'EnRoute' },
    unless: (held, data) => sameOffer(held, data) || sameTrip(held, data),
    keeps: (_, { tripId }) => ({ tripId }),
  },
  CommitmentMissed: {
    from: ['Offline', ...ONLINE],
    unless: ({ status, offerId }, data) =>
      status === 'Reserved' && offerId === data.offerId && 'the driver was held for it',
  },
  DriverAtPickup: { from: ['EnRoute'], to: 'AtPickup', unless: sameTrip },
  DriverOnTrip: { from: ['EnRoute', 'AtPickup'], to: 'OnTrip', unless: sameTrip },
  NextTripReserved: {
    from: ['OnTrip'],
    unless: (held, data) =>
      (typeof held.next === 'string' && `${held.next} holds this driver already`) ||
      mayNotBeAsked(held) ||
      mayNotBeNext(held, data),
    keeps: (_, { offerId }) => ({ next: offerId }),
  },
  NextTripReleased: {
    from: ['OnTrip'],
    unless: (held, { offerId }) => differs('the offer of the next trip', held.next, offerId),
    keeps: () => ({ next: null }),
  },
  NextTripQueued: {
    from: ['OnTrip'],
    unless: (held, data) =>
      differs('the offer of the next trip', held.next, data.offerId) || mayNotBeNext(held, data),
    keeps: (_, { tripId }) => ({ queued: tripId, next: null }),
  },
  NextTripDropped: {
    from: ['OnTrip'],
    unless: (held, { tripId }) => differs('the queued trip', held.queued, tripId),
    keeps: () => ({ queued: null }),
  },
  DriverFreed: {
    ...{ from: BUSY, to: (_, { nextTripId }) => (nextTripId === null ? 'Available' : 'EnRoute') },
    unless: (held, data) =>
      differs('the queued trip', held.queued, data.nextTripId) || sameTrip(held, data),
    keeps: (_, { nextTripId }) => ({ tripId: nextTripId ?? undefined, queued: null }),
  },
  BreakStarted: { from: ['Available'], to: 'OnBreak', unless: sameShift },
  BreakEnded: { from: ['OnBreak'], to: 'Available', unless: sameShift },
  CommsLost: {
    from: ONLINE,
    unless: ({ isUnheard }) => isUnheard === true && 'nobody heard this driver before',
    keeps: () => ({ isUnheard: true }),
  },
  CommsRestored: {
    from: ONLINE,
    unless: ({ isUnheard }) => isUnheard === false && 'the driver was heard all the time',
    keeps: () => ({ isUnheard: false }),
  },
  ShiftEndRequested: {
    from: ['Reserved', ...BUSY],
    unless: ({ isEnding }) => isEnding === true && 'it was wanted already',
    keeps: () => ({ isEnding: true }),
  },
  ShiftEnded: { from: ['Available', 'OnBreak'], to: 'Offline', unless: sameShift },
};

interface Said {
  readonly shiftNo: number;
}

function mayNotBeAsked({ isUnheard, isEnding }: ShiftHeld): string | false {
  return (
    (isUnheard === true && 'nobody hears this driver') ||
    (isEnding === true && 'the driver wants to stop')
  );
}

function mayNotBeNext(held: ShiftHeld, said: Said & { readonly tripId: string }): string | false {
  return (
    (typeof held.queued === 'string' && `${held.queued} is queued already`) ||
    (held.tripId === said.tripId && 'it is the trip that the driver is on') ||
    sameShift(held, said)
  );
}

function nextShift({ shiftNo, status }: ShiftHeld, said: Said): string | false {
  const expected = status === NONE ? 1 : shiftNo === undefined ? undefined : shiftNo + 1;
  return differs('the next shift', expected, said.shiftNo);
}

function sameShift(held: ShiftHeld, said: Said): string | false {
  return differs('the shift', held.shiftNo, said.shiftNo);
}

function sameOffer(held: ShiftHeld, said: Said & { readonly offerId: string }): string | false {
  return differs('the offer', held.offerId, said.offerId) || sameShift(held, said);
}

function sameTrip(held: ShiftHeld, said: Said & { readonly tripId: string }): string | false {
  return differs('the trip', held.tripId, said.tripId) || sameShift(held, said);
}

export const shiftHistory = { invariant: 'legal-shift', table, ends: [] };
