import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Policy, Step } from '../../../../shared/kernel/policy';
import { secondsAfter } from '../../../../shared/kernel/time';
import { Release } from './release';

/** Whoever made the reservation has so long to say what became of it. */
const GRACE_S = 2;

type Reservation = Extract<
  ShiftEvent,
  {
    type:
      | ('DriverReserved' | 'ReservationReleased' | 'DriverCommitted')
      | ('NextTripReserved' | 'NextTripReleased' | 'NextTripQueued');
  }
>;
type Steps = readonly Step<Release>[];

const lapses = ({
  data: { offerId, until },
}: ShiftEventOf<'DriverReserved' | 'NextTripReserved'>): Steps => [
  { note: { offerId } },
  { set: 'lapse', at: secondsAfter(until, GRACE_S) },
];
const isOver = (): Steps => [{ clear: 'lapse' }];

/** A reservation outlives its offer by no more than a moment, whatever became of whoever made it. */
export const whenDriverReservedLetItLapse: Policy<Reservation, Release> = {
  name: 'reservation-lapse',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.driverId,
  on: {
    DriverReserved: lapses,
    ReservationReleased: isOver,
    DriverCommitted: isOver,
    NextTripReserved: lapses,
    NextTripReleased: isOver,
    NextTripQueued: isOver,
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
