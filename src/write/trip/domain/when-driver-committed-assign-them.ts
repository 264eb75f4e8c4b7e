import type { DispatchEventOf } from '../../../shared/events/dispatch.events';
import type { ShiftEventOf } from '../../../shared/events/shift.events';
import type { Policy, Process, Step } from '../../../shared/kernel/policy';
import { BeginPickup } from './begin-pickup';
import { GiveUpMatching } from './give-up-matching';
import { TakeDriver } from './take-driver';
import type { TripCommand } from './trip.command';

/** When asking again is likely to help. */
const RETRY_AFTER_S = 120;

type Fact =
  | DispatchEventOf<'OfferAccepted' | 'DispatchExhausted'>
  | ShiftEventOf<'DriverCommitted' | 'NextTripQueued' | 'DriverFreed'>;

/** What a search came to is the trip's to know: its driver, or that there is none. */
export const whenDriverCommittedAssignThem: Policy<Fact, TripCommand> = {
  name: 'driver-assignment',
  since: '2026-11-21T00:00:00.000Z',
  // Whoever is freed from one trip begins the next: that is the trip that has to know.
  instanceOf: ({ data }) => ('nextTripId' in data && data.nextTripId) || data.tripId,
  on: {
    OfferAccepted: ({ data: { attempt, offerId, promisedPickupAt } }) => [
      { note: { attempt, offerId, promisedPickupAt } },
    ],
    DriverCommitted: taken,
    NextTripQueued: taken,
    DriverFreed: ({ data: { nextTripId, driverId } }) =>
      nextTripId === null
        ? []
        : [
            {
              send: (sent) => new BeginPickup(nextTripId, { driverId }, sent),
              // The trip was called off meanwhile, or looks for another driver.
              unless: ['TRIP_INVALID_TRANSITION'],
            },
          ],
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

function taken(
  { data }: ShiftEventOf<'DriverCommitted' | 'NextTripQueued'>,
  { notes }: Process,
): readonly Step<TripCommand>[] {
  const { tripId, offerId, driverId, vehicleId } = data;
  // Of an earlier search, when another was accepted since: no attempt of now.
  const attempt = notes.offerId === offerId ? Number(notes.attempt) : 0;
  const promisedPickupAt = String(notes.promisedPickupAt);
  const deferred = 'remainingS' in data ? { remainingS: data.remainingS } : {};
  const found = { attempt, offerId, driverId, vehicleId, promisedPickupAt, ...deferred };
  return [{ send: (sent) => new TakeDriver(tripId, found, sent), unless: [] }];
}
