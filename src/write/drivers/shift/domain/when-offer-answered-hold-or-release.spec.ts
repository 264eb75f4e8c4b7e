import * as dispatch from '#test/dispatch.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { committed, first, freed, reserved } from '#test/shift.samples';
import { assigned, bob, driverIdOf, system } from '#test/trip.samples';
import { sentBy } from '#test/trip-command.samples';
import { Commit } from './commit';
import { Free } from './free';
import { Release } from './release';
import { whenOfferAnsweredHoldOrRelease } from './when-offer-answered-hold-or-release';

const { given } = policySpec(whenOfferAnsweredHoldOrRelease);

const at = dispatch.after;
const offerId = dispatch.offerTo('bob');
const sent = sentBy(system, at(5));
const held = happened(reserved({ offerId, until: at(17) }), at(1));
const commit = sends(at(5), new Commit(driverIdOf(bob), { offerId }, sent));
const release = (seconds: number, cause: Release['data']['cause']) =>
  sends(at(seconds), new Release(driverIdOf(bob), { offerId, cause }, sent));
const kept = happened(committed({ offerId, at: at(6) }), at(6));
const later = at(600);

describe('a driver who was reserved', () => {
  it('is committed when they accept', () =>
    given(held, happened(dispatch.accepted('bob', 5), at(5)), kept, happened(assigned(), at(7)))
      .when(later)
      .thenSends(commit));

  it.each([
    ['declined', dispatch.declined('bob')],
    ['expired', dispatch.expired('bob')],
    ['withdrawn', dispatch.withdrawnFrom('bob')],
  ] as const)('is released when the offer is %s', (cause, ended) =>
    given(held, happened(ended, at(5)))
      .when(at(18))
      .thenSends(release(5, cause)),
  );

  it('is released when nobody ever made the offer', () => {
    given(held).when(at(18)).thenNothing();
    given(held).when(later).thenSends(release(19, 'failed'));
  });

  it('is let go when the trip does not take them', () => {
    const free = new Free(driverIdOf(bob), { tripId: first, cause: 'unassigned' }, sent);
    given(held, kept)
      .when(later)
      .thenSends(sends(at(8), free));
  });

  it('is not let go twice', () =>
    given(held, kept, happened(freed(), at(7)))
      .when(later)
      .thenNothing());
});
