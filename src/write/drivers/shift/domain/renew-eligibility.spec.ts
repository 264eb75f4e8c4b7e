import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at, system } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import { ShiftInvalidTransition, ShiftNotEligible } from './shift.errors';

const { given } = specFor(shiftDecider);
const late = the.reserve({ until: at('23:00:30') }, system, at('23:00:00'));

describe('renewing a paper at work', () => {
  it('is known from then on', () => given(the.started()).when(the.renew()).then(the.renewed()));

  it('is known already', () => given(the.started(), the.renewed()).when(the.renew()).thenNothing());

  it('keeps the driver in work for longer', () => {
    given(the.started())
      .when(late)
      .thenRefused(ShiftNotEligible, { reasons: ['DOCUMENTS_NOT_VALID'] });
    given(the.started(), the.renewed())
      .when(late)
      .then(the.reserved({ at: at('23:00:00'), until: at('23:00:30') }));
  });

  it('is nothing to a shift that is over', () =>
    given(the.started(), the.ended()).when(the.renew()).thenRefused(ShiftInvalidTransition));
});
