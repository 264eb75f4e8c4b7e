import * as dispatch from '#test/dispatch.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { bob, driverIdOf, system, tripId, turnedAway } from '#test/trip.samples';
import { sentBy } from '#test/trip-command.samples';
import { Free } from './free';
import { HonourAcceptance } from './honour-acceptance';
import { Release } from './release';
import { whenOfferAnsweredHoldOrRelease } from './when-offer-answered-hold-or-release';

const { given } = policySpec(whenOfferAnsweredHoldOrRelease);

const at = dispatch.after;
const offerId = dispatch.offerTo('bob');
const sent = sentBy(system, at(5));
const later = at(600);
const driverId = driverIdOf(bob);

describe('a driver who was reserved', () => {
  it('is committed when they accept', () =>
    given(happened(dispatch.accepted('bob', 5), at(5)))
      .when(later)
      .thenSends(sends(at(5), new HonourAcceptance(driverId, { offerId, tripId }, sent))));

  it.each([
    ['declined', dispatch.declined('bob')],
    ['expired', dispatch.expired('bob')],
    ['withdrawn', dispatch.withdrawnFrom('bob')],
  ] as const)('is released when the offer is %s', (cause, ended) =>
    given(happened(ended, at(5)))
      .when(later)
      .thenSends(sends(at(5), new Release(driverId, { offerId, cause }, sent))),
  );

  it('is let go when the trip turns them away', () => {
    const free = new Free(driverId, { tripId, cause: 'unassigned' }, sent);
    given(happened(turnedAway(bob), at(7)))
      .when(later)
      .thenSends(sends(at(7), free));
  });
});
