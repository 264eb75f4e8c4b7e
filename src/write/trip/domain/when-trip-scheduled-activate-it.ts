import type { TripEvent } from '../../../shared/events/trip.events';
import type { TripId } from '../../../shared/kernel/ids';
import { DEADLINE, type Policy } from '../../../shared/kernel/policy';
import { secondsAfter } from '../../../shared/kernel/time';
import { ActivateTrip, LEAD_S } from './activate-trip';

/** Ten minutes late and the rider is owed something: by then somebody has to know. */
const LATE_S = 10 * 60;

const isSettled = () => [{ clear: 'activate' }, { clear: DEADLINE }];

/** A booked ride becomes a present one half an hour before its pickup, unless it was called off by then. */
export const whenTripScheduledActivateIt: Policy<TripEvent, ActivateTrip> = {
  name: 'scheduled-activation',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.tripId,
  on: {
    TripScheduled: ({ data: { pickupAt } }) => [
      { set: 'activate', at: secondsAfter(pickupAt, -LEAD_S) },
      { set: DEADLINE, at: secondsAfter(pickupAt, -LEAD_S + LATE_S) },
    ],
    TripActivated: isSettled,
    TripCancelled: isSettled,
    TripCorrected: isSettled,
  },
  due: {
    activate: (tripId) => [
      {
        send: (sent) => new ActivateTrip(tripId as TripId, {}, sent),
        // Called off, or activated by hand, at the very moment.
        unless: ['TRIP_INVALID_TRANSITION'],
      },
    ],
  },
};
