import type { DispatchEvent, DispatchEventOf } from '../../../../shared/events/dispatch.events';
import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { TripEventOf } from '../../../../shared/events/trip.events';
import type { DriverId, TripId } from '../../../../shared/kernel/ids';
import type { Policy, Step } from '../../../../shared/kernel/policy';
import { secondsAfter } from '../../../../shared/kernel/time';
import { Commit } from './commit';
import { Free } from './free';
import { Release } from './release';
import type { ShiftCommand } from './shift.command';

/** A commitment is an assignment by then, or somebody died on the way. */
const ASSIGNED_WITHIN_S = 2;
/** A reservation whose offer was never made, or never answered for, ends so long after it. */
const ORPHANED_AFTER_S = 2;

type Fact = DispatchEvent | ShiftEvent | TripEventOf<'DriverAssigned'>;
type Steps = readonly Step<ShiftCommand>[];
type Cause = Release['data']['cause'];

/** The driver is elsewhere by now: held by another offer, on a trip, or off. */
const MOVED_ON = ['SHIFT_INVALID_TRANSITION', 'SHIFT_OFFER_MISMATCH'];

/** Turns a driver's reservation into a commitment or back into freedom, as the offer ends; nothing stays held. */
export const whenOfferAnsweredHoldOrRelease: Policy<Fact, ShiftCommand> = {
  name: 'driver-reservation',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: (fact) => ('driverId' in fact.data ? fact.data.driverId : ''),
  on: {
    DriverReserved: ({ data: { offerId, until } }) => [
      { note: { offerId } },
      { set: 'orphaned', at: secondsAfter(until, ORPHANED_AFTER_S) },
    ],
    ReservationReleased: () => [{ clear: 'orphaned' }],
    OfferAccepted: ({ data: { driverId, offerId } }) => [
      { send: (sent) => new Commit(driverId, { offerId }, sent), unless: MOVED_ON },
    ],
    OfferDeclined: releasing('declined'),
    OfferExpired: releasing('expired'),
    OfferWithdrawn: releasing('withdrawn'),
    DriverCommitted: ({ data: { tripId, at } }) => [
      { clear: 'orphaned' },
      { note: { tripId } },
      { set: 'assigned', at: secondsAfter(at, ASSIGNED_WITHIN_S) },
    ],
    DriverAssigned: () => [{ clear: 'assigned' }],
    DriverFreed: () => [{ clear: 'assigned' }],
    ShiftEnded: () => [{ clear: 'assigned' }, { clear: 'orphaned' }],
  },
  due: {
    orphaned: (driverId, { notes }) => release(driverId, String(notes.offerId), 'failed'),
    assigned: (driverId, { notes }) => [
      {
        send: (sent) =>
          new Free(
            driverId as DriverId,
            { tripId: notes.tripId as TripId, cause: 'unassigned' },
            sent,
          ),
        unless: ['SHIFT_INVALID_TRANSITION', 'SHIFT_TRIP_MISMATCH'],
      },
    ],
  },
};

type Ended = DispatchEventOf<'OfferDeclined' | 'OfferExpired' | 'OfferWithdrawn'>;

function releasing(cause: Cause) {
  return ({ data: { driverId, offerId } }: Ended): Steps => release(driverId, offerId, cause);
}

function release(driverId: string, offerId: string, cause: Cause): Steps {
  return [
    {
      send: (sent) => new Release(driverId as DriverId, { offerId, cause }, sent),
      unless: MOVED_ON,
    },
  ];
}
