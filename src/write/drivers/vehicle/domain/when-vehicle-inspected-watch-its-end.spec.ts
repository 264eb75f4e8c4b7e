import * as the from '#test/driver.samples';
import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import { system } from '#test/trip.samples';
import { NoteInspectionExpiry } from './inspect-vehicle';
import { whenVehicleInspectedWatchItsEnd } from './when-vehicle-inspected-watch-its-end';

const { given } = policySpec(whenVehicleInspectedWatchItsEnd);
const inspected = happened(the.inspected(), the.day('03-01'));
const looksAt = (date: string) => {
  const at = `2015-${date}T10:00:00.000Z`;
  const { validUntil } = the;
  return sends(at, the.ofHisCar(NoteInspectionExpiry, { validUntil }, system, at));
};

describe('an inspection that was passed', () => {
  it('is looked at a month, a week and a day before its end, and then', () =>
    given(inspected)
      .when('2015-12-31T00:00:00.000Z')
      .thenSends(...['01-30', '02-22', '02-28', '03-01'].map(looksAt)));

  it('that was not passed has no end', () =>
    given(happened(the.inspected({ passed: false, validUntil: null }), the.day('03-01')))
      .when('2015-12-31T00:00:00.000Z')
      .thenNotes());

  it('of a car that was retired is left alone', () =>
    given(inspected, happened(the.retired(), the.day('04-01')))
      .when('2015-12-31T00:00:00.000Z')
      .thenNothing());
});
