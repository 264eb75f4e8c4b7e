import * as dispatch from '#test/dispatch.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { missed as missedBy } from '#test/shift.samples';
import { assigned, at, cancelled, matching, requested, unassigned } from '#test/trip.samples';
import { whenMatchingStartedFindADriver } from './when-matching-started-find-a-driver';

const { given } = policySpec(whenMatchingStartedFindADriver('batch-v1'));

const minute = (seconds: number) => dispatch.after(seconds);
const asked = [
  happened(requested(), at('04:11:00')),
  happened(matching(1), at('04:11:00')),
  happened(dispatch.opened(), minute(0)),
];
const open = sends(at('04:11:00'), dispatch.open());
const extended = (name: string, seconds = 2) =>
  happened(dispatch.extended(name, seconds), minute(seconds));
const missed = () => missedBy({ offerId: dispatch.offerTo('bob') });
const assignedBy = (offerId: string) => {
  const { type, data } = assigned();
  return happened({ type, data: { ...data, offerId } }, minute(8));
};
const bobs = assignedBy(dispatch.offerTo('bob'));
const accepted = happened(dispatch.accepted('bob', 5), minute(5));

describe('a search', () => {
  it('opens when a trip begins to match, and gives up after three minutes', () => {
    given(...asked)
      .when(minute(179))
      .thenSends(open);
    given(...asked)
      .when(minute(180))
      .thenSends(open, sends(minute(180), dispatch.exhaust(180)));
  });

  it('asks for the car that the rider needs', () => {
    const needs = { seats: 3, wheelchair: true, childSeat: true };
    given(happened(requested({ needs }), at('04:11:00')), ...asked.slice(1))
      .when(minute(1))
      .thenSends(sends(at('04:11:00'), dispatch.openFor(needs)));
  });

  it('ends every open offer at its time', () =>
    given(...asked, extended('bob', 60), extended('cleo', 60))
      .when(minute(75))
      .thenSends(
        ...[open, sends(minute(75), dispatch.expire('bob', 75))],
        sends(minute(75), dispatch.expire('cleo', 75)),
      ));

  it('goes on without a driver who accepted and was no longer reserved, and for no longer', () => {
    const lost = [...asked, extended('bob'), accepted, happened(missed(), minute(6))];
    const revoked = sends(minute(6), dispatch.revoke('bob'));
    given(...lost)
      .when(minute(179))
      .thenSends(open, revoked);
    given(...lost, happened(dispatch.withdrawnFrom('bob', 'DRIVER_LOST'), minute(200)))
      .when(minute(400))
      .thenSends(
        open,
        revoked,
        sends(minute(180), dispatch.exhaust(180)),
        // The same window once more, over since: another firing of its timer, a moment after the first.
        sends(minute(180.001), dispatch.exhaust(180.001)),
      );
  });

  it('ends with the assignment', () =>
    given(...asked, extended('bob'), bobs)
      .when(minute(400))
      .thenSends(open));

  it('is withdrawn when somebody else assigns a driver: nobody has to answer any more', () =>
    given(...asked, extended('bob'), assignedBy('offer-by-telephone'))
      .when(minute(400))
      .thenSends(open, sends(minute(8), dispatch.withdraw('DriverAssigned'))));

  it('is withdrawn when the rider cancels', () =>
    given(...asked, happened(cancelled({ reasonCode: 'RIDER_CANCELLED' }), minute(20)))
      .when(minute(400))
      .thenSends(open, sends(minute(20), dispatch.withdraw())));

  it('has nothing to withdraw when it never began', () =>
    given(happened(requested(), minute(0)), happened(cancelled(), minute(1)))
      .when(minute(400))
      .thenNothing());

  it('begins anew for a trip that lost its driver, without whoever did not want it before', () =>
    given(
      ...[...asked, extended('cleo'), happened(dispatch.declined('cleo'), minute(4))],
      ...[extended('bob', 5), bobs, happened(unassigned(), minute(60))],
      happened(matching(2), minute(60)),
    )
      .when(minute(61))
      .thenSends(open, sends(minute(60), dispatch.openAgain('cleo', 'bob'))));
});
