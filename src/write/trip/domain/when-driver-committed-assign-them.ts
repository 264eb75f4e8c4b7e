import type { DispatchEventOf } from '../../../shared/events/dispatch.events';
import type { ShiftEventOf } from '../../../shared/events/shift.events';
import type { Policy } from '../../../shared/kernel/policy';
import { AssignDriver } from './assign-driver';
import { GiveUpMatching } from './give-up-matching';
import type { TripCommand } from './trip.command';

/** When asking again is likely to help. */
const RETRY_AFTER_S = 120;

type Fact =
  DispatchEventOf<'OfferAccepted' | 'DispatchExhausted'> | ShiftEventOf<'DriverCommitted'>;

/** What a search came to is the trip's to know: its driver, or that there is none. */
export const whenDriverCommittedAssignThem: Policy<Fact, TripCommand> = {
  name: 'driver-assignment',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.tripId,
  on: {
    OfferAccepted: ({ data: { attempt, offerId, promisedPickupAt } }) => [
      { note: { attempt, offerId, promisedPickupAt } },
    ],
    DriverCommitted: ({ data: { tripId, offerId, driverId, vehicleId } }, { notes }) => {
      // Committed to an earlier search's offer: the driver is let go.
      if (notes.offerId !== offerId) return [];
      const promisedPickupAt = String(notes.promisedPickupAt);
      const data = { offerId, driverId, vehicleId, promisedPickupAt };
      return [
        {
          send: (sent) =>
            new AssignDriver(tripId, { ...data, attempt: Number(notes.attempt) }, sent),
          // Cancelled meanwhile, or looking anew: the driver is let go.
          unless: ['TRIP_INVALID_TRANSITION', 'TRIP_STALE_ATTEMPT'],
        },
      ];
    },
    DispatchExhausted: ({ data: { tripId, reason } }) => [
      {
        send: (sent) =>
          new GiveUpMatching(tripId, { reason, surgeLevel: 1, retryAfterS: RETRY_AFTER_S }, sent),
        unless: ['TRIP_INVALID_TRANSITION'],
      },
    ],
  },
  due: {},
};
