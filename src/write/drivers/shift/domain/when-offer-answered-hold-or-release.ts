import type { DispatchEvent, DispatchEventOf } from '../../../../shared/events/dispatch.events';
import type { TripEventOf } from '../../../../shared/events/trip.events';
import type { Policy, Step } from '../../../../shared/kernel/policy';
import { Free } from './free';
import { HonourAcceptance } from './honour-acceptance';
import { Release } from './release';
import type { ShiftCommand } from './shift.command';

type Answer = Extract<
  DispatchEvent,
  { type: 'OfferAccepted' | 'OfferDeclined' | 'OfferExpired' | 'OfferWithdrawn' }
>;
type Fact = Answer | TripEventOf<'DriverTurnedAway'>;

/** The driver is elsewhere by now: held by another offer, on a trip, or off. */
const MOVED_ON = ['SHIFT_NOT_FOUND', 'SHIFT_INVALID_TRANSITION', 'SHIFT_OFFER_MISMATCH'];

/** Turns a driver's reservation into a commitment, or back into freedom, as its offer ends. */
export const whenOfferAnsweredHoldOrRelease: Policy<Fact, ShiftCommand> = {
  name: 'driver-reservation',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.driverId,
  on: {
    OfferAccepted: ({ data: { driverId, offerId, tripId } }) => [
      { send: (sent) => new HonourAcceptance(driverId, { offerId, tripId }, sent), unless: [] },
    ],
    OfferDeclined: releasing('declined'),
    OfferExpired: releasing('expired'),
    OfferWithdrawn: releasing('withdrawn'),
    DriverTurnedAway: ({ data: { driverId, tripId } }) => [
      {
        send: (sent) => new Free(driverId, { tripId, cause: 'unassigned' }, sent),
        unless: ['SHIFT_INVALID_TRANSITION', 'SHIFT_TRIP_MISMATCH'],
      },
    ],
  },
  due: {},
};

function releasing(cause: Release['data']['cause']) {
  return ({ data }: DispatchEventOf<'OfferDeclined' | 'OfferExpired' | 'OfferWithdrawn'>) => {
    const { driverId, offerId } = data;
    const step: Step<Release> = {
      send: (sent) => new Release(driverId, { offerId, cause }, sent),
      unless: MOVED_ON,
    };
    return [step];
  };
}
