import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { ended, startAbandoned } from '#test/shift.samples';
import { at, system } from '#test/trip.samples';
import { ReleaseVehicle } from './hold-vehicle';
import { whenShiftEndedReleaseTheVehicle } from './when-shift-ended-release-the-vehicle';

const { given } = policySpec(whenShiftEndedReleaseTheVehicle);
const now = at('06:00:00');

it.each([
  ['ended', ended(), 'shift-ended'],
  ['will not begin any more', startAbandoned(), 'start-abandoned'],
] as const)('the car of a shift that %s is given back', (_, fact, cause) => {
  const shift = { driverId: the.bobId, shiftNo: 1 };
  given(happened(fact, now))
    .when(now)
    .thenSends(sends(now, the.ofHisCar(ReleaseVehicle, { ...shift, cause }, system, now)));
});
