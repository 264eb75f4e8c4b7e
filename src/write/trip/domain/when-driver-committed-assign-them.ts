import type { DispatchEventOf } from '../../../shared/events/dispatch.events';
import type { ShiftEventOf } from '../../../shared/events/shift.events';
import type { Policy } from '../../../shared/kernel/policy';
import { GiveUpMatching } from './give-up-matching';
import { TakeDriver } from './take-driver';
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
      // Of an earlier search, when another was accepted since: no attempt of now.
      const attempt = notes.offerId === offerId ? Number(notes.attempt) : 0;
      const promisedPickupAt = String(notes.promisedPickupAt);
      const data = { attempt, offerId, driverId, vehicleId, promisedPickupAt };
      return [{ send: (sent) => new TakeDriver(tripId, data, sent), unless: [] }];
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
