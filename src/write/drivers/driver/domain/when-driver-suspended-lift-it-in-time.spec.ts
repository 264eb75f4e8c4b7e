import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { system } from '#test/trip.samples';
import { LiftSuspension } from './suspend-driver';
import { whenDriverSuspendedLiftItInTime } from './when-driver-suspended-lift-it-in-time';

const { given } = policySpec(whenDriverSuspendedLiftItInTime);
const suspended = happened(the.suspended(), the.day('03-01'));
const end = the.day('03-08');

describe('a suspension', () => {
  it('ends when its time is over', () =>
    given(suspended)
      .when(the.day('04-01'))
      .thenSends(sends(end, the.ofBob(LiftSuspension, { until: end }, system, end))));

  it('does not end earlier', () => given(suspended).when(the.day('03-07')).thenNothing());

  it('has ended', () =>
    given(suspended, happened(the.reinstated(), the.day('03-05')))
      .when(the.day('04-01'))
      .thenNothing());

  it('has no end of its own', () =>
    given(happened(the.suspended({ until: null }), the.day('03-01')))
      .when(the.day('12-01'))
      .thenNotes());
});
