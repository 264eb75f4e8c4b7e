import type { TripEvent } from '../../../shared/events/trip.events';
import type { TripId } from '../../../shared/kernel/ids';
import type { Policy } from '../../../shared/kernel/policy';
import { secondsAfter } from '../../../shared/kernel/time';
import { AllowNoShow } from './allow-no-show';
import { NO_SHOW_AFTER_S } from './report-no-show';

const isOver = () => [{ clear: 'wait' }];

/** The no-show clock: from the arrival on it runs for as long as a driver has to wait for their rider. */
export const whenDriverArrivedWatchTheWait: Policy<TripEvent, AllowNoShow> = {
  name: 'no-show-clock',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.tripId,
  on: {
    DriverArrived: ({ data: { at } }) => [{ set: 'wait', at: secondsAfter(at, NO_SHOW_AFTER_S) }],
    TripStarted: isOver,
    TripNoShow: isOver,
    TripCancelled: isOver,
    DriverUnassigned: isOver,
    TripCorrected: isOver,
  },
  due: {
    wait: (tripId) => [
      {
        send: (sent) => new AllowNoShow(tripId as TripId, {}, sent),
        // The rider boarded, or the trip ended, at the very moment.
        unless: ['TRIP_INVALID_TRANSITION'],
      },
    ],
  },
};
