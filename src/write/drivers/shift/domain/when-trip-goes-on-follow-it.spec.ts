import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import * as ask from '#test/shift.samples';
import * as the from '#test/trip.samples';
import { Free } from './free';
import { whenTripGoesOnFollowIt } from './when-trip-goes-on-follow-it';

const { given } = policySpec(whenTripGoesOnFollowIt);
const { at } = the;
const committed = happened(ask.committed(), at('04:11:10'));
const now = at('04:20:00');

describe('a driver’s shift', () => {
  it('goes along with the trip', () =>
    given(
      committed,
      happened(the.arrived(), at('04:16:00')),
      happened(the.started(), at('04:18:00')),
      happened(the.completed({ actualDistanceM: 4200 }), at('04:35:00')),
    )
      .when(at('05:00:00'))
      .thenSends(
        sends(at('04:16:00'), ask.arrive()),
        sends(at('04:18:00'), ask.begin()),
        sends(at('04:35:00'), ask.free()),
      ));

  it.each([
    [the.cancelled(), 'cancelled'],
    [the.unfulfilled(), 'cancelled'],
    [the.noShow(), 'no-show'],
    [the.aborted(), 'aborted'],
    [the.corrected(), 'corrected'],
    [the.unassigned(), 'unassigned'],
  ] as const)('is free again when the trip ends otherwise: %#', (end, cause) => {
    const free = new Free(ask.bobId, { tripId: ask.first, cause }, ask.free().sent);
    given(committed, happened(end, now)).when(at('05:00:00')).thenSends(sends(now, free));
  });

  it('goes along with the trip that was queued', () =>
    given(
      happened(ask.queued({ tripId: ask.first }), at('04:11:10')),
      happened(the.arrived(), at('04:16:00')),
    )
      .when(at('05:00:00'))
      .thenSends(sends(at('04:16:00'), ask.arrive())));

  it('has nothing to do with a trip whose driver is on none', () =>
    given(
      happened(the.requested(), at('04:11:00')),
      happened(the.assigned(), at('04:12:00')),
      happened(the.arrived(), at('04:16:00')),
      happened(the.started(), at('04:18:00')),
      happened(the.completed(), at('04:35:00')),
    )
      .when(at('05:00:00'))
      .thenNotes());
});
