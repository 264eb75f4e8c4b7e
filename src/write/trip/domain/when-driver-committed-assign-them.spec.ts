import * as dispatch from '#test/dispatch.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { committed, freed, queued } from '#test/shift.samples';
import { bob, driverIdOf, tripId, vehicleOf } from '#test/trip.samples';
import { sentBy } from '#test/trip-command.samples';
import { system } from '#test/trip.samples';
import { BeginPickup } from './begin-pickup';
import { GiveUpMatching } from './give-up-matching';
import { TakeDriver } from './take-driver';
import { whenDriverCommittedAssignThem } from './when-driver-committed-assign-them';

const { given } = policySpec(whenDriverCommittedAssignThem);

const accepted = happened(dispatch.accepted('bob', 5), dispatch.after(5));
const kept = (offerId: string) => happened(committed({ offerId }), dispatch.after(6));
const later = dispatch.after(300);

describe('what a search came to', () => {
  it('is an assignment once the driver is committed', () => {
    const data = {
      ...{ attempt: 1, offerId: dispatch.offerTo('bob'), driverId: driverIdOf(bob) },
      ...{ vehicleId: vehicleOf(bob), promisedPickupAt: dispatch.after(245) },
    };
    const sent = sentBy(system, dispatch.after(6));
    given(accepted, kept(dispatch.offerTo('bob')))
      .when(later)
      .thenSends(sends(dispatch.after(6), new TakeDriver(tripId, data, sent)));
  });

  it('is an assignment of a driver who has another trip to finish first, and comes then', () => {
    const offerId = dispatch.offerTo('bob');
    const next = happened(queued({ offerId, tripId }), dispatch.after(6));
    const data = {
      ...{ attempt: 1, offerId, driverId: driverIdOf(bob), vehicleId: vehicleOf(bob) },
      ...{ promisedPickupAt: dispatch.after(245), remainingS: 240 },
    };
    const free = happened(freed({ nextTripId: tripId }), dispatch.after(200));
    const sent = (seconds: number) => sentBy(system, dispatch.after(seconds));
    given(accepted, next, free)
      .when(later)
      .thenSends(
        sends(dispatch.after(6), new TakeDriver(tripId, data, sent(6))),
        sends(
          dispatch.after(200),
          new BeginPickup(tripId, { driverId: driverIdOf(bob) }, sent(200)),
        ),
      );
    given(happened(freed(), dispatch.after(200)))
      .when(later)
      .thenNothing();
  });

  it('is nothing while the driver is not', () => given(accepted).when(later).thenNothing());

  it('is no assignment of a driver who was committed to another offer', () => {
    const offerId = 'offer-of-before';
    const data = {
      ...{ attempt: 0, offerId, driverId: driverIdOf(bob), vehicleId: vehicleOf(bob) },
      promisedPickupAt: dispatch.after(245),
    };
    given(accepted, kept(offerId))
      .when(later)
      .thenSends(sends(dispatch.after(6), new TakeDriver(tripId, data, sentBy(system, later))));
  });

  it('is the end when there is nobody', () => {
    const data = { reason: 'NO_SUPPLY', surgeLevel: 1, retryAfterS: 120 } as const;
    const sent = sentBy(system, dispatch.after(180));
    given(happened(dispatch.exhausted('NO_SUPPLY', 0, 0), dispatch.after(180)))
      .when(later)
      .thenSends(sends(dispatch.after(180), new GiveUpMatching(tripId, data, sent)));
  });
});
