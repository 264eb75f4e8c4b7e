import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Policy } from '../../../../shared/kernel/policy';
import { secondsAfter } from '../../../../shared/kernel/time';
import { Release } from './release';

/** Whoever made the reservation has so long to say what became of it. */
const GRACE_S = 2;

type Reservation = Extract<
  ShiftEvent,
  { type: 'DriverReserved' | 'ReservationReleased' | 'DriverCommitted' }
>;

/** A reservation outlives its offer by no more than a moment, whatever became of whoever made it. */
export const whenDriverReservedLetItLapse: Policy<Reservation, Release> = {
  name: 'reservation-lapse',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.driverId,
  on: {
    DriverReserved: ({ data: { offerId, until } }) => [
      { note: { offerId } },
      { set: 'lapse', at: secondsAfter(until, GRACE_S) },
    ],
    ReservationReleased: () => [{ clear: 'lapse' }],
    DriverCommitted: () => [{ clear: 'lapse' }],
  },
  due: {
    lapse: (driverId, { notes }) => [
      {
        send: (sent) =>
          new Release(
            driverId as DriverId,
            { offerId: String(notes.offerId), cause: 'failed' },
            sent,
          ),
        unless: ['SHIFT_INVALID_TRANSITION', 'SHIFT_OFFER_MISMATCH'],
      },
    ],
  },
};
