import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { forceOffline } from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { whenDriverFallsOutEndTheShift } from './when-driver-falls-out-end-the-shift';

const { given } = policySpec(whenDriverFallsOutEndTheShift);
const now = at('06:00:00');
const heldBy = { driverId: the.bobId, shiftNo: 1 };

describe('a shift ends with', () => {
  it.each([
    [the.suspended(), 'DRIVER_SUSPENDED'],
    [the.deactivated(), 'DRIVER_DEACTIVATED'],
    [the.expired(), 'DOCUMENT_EXPIRED'],
    [the.lapsed({ heldBy }), 'VEHICLE_LAPSED'],
    [the.retired({ heldBy }), 'VEHICLE_RETIRED'],
  ])('what it needs: %#', (fact, cause) =>
    given(happened(fact, now))
      .when(now)
      .thenSends(sends(now, forceOffline({ cause }))),
  );

  it('no car that nobody drives', () =>
    given(happened(the.lapsed(), now), happened(the.retired(), now)).when(now).thenNothing());
});
