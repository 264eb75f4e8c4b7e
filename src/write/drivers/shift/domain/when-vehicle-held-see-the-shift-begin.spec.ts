import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { abandonStart, started } from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { whenVehicleHeldSeeTheShiftBegin } from './when-vehicle-held-see-the-shift-begin';

const { given } = policySpec(whenVehicleHeldSeeTheShiftBegin);
const held = happened(the.held({ at: at('04:00:00') }), at('04:00:00'));
const due = at('04:00:30');

describe('a car that is held for a shift', () => {
  it('is waited for, and then its shift is ruled out', () => {
    given(held).when(at('04:00:29')).thenNothing();
    given(held).when(due).thenSends(sends(due, abandonStart()));
  });

  it('is on shift', () =>
    given(held, happened(started(), at('04:00:01')))
      .when(at('05:00:00'))
      .thenNothing());

  it('has nothing to do with another shift of the driver', () => {
    const next = the.held({ at: at('04:00:10'), shiftNo: 2 });
    given(held, happened(started(), at('04:00:01')), happened(next, at('04:00:10')))
      .when(at('05:00:00'))
      .thenSends(sends(at('04:00:40'), abandonStart({ shiftNo: 2 })));
  });
});
