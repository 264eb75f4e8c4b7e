import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { shiftDecider } from './shift.decider';
import { ShiftInvalidTransition } from './shift.errors';

const { given } = specFor(shiftDecider);

describe('a break', () => {
  it('begins', () => given(the.started()).when(the.pause()).then(the.breakStarted()));
  it('begins once', () => given(the.started(), the.breakStarted()).when(the.pause()).thenNothing());
  it('ends', () =>
    given(the.started(), the.breakStarted()).when(the.resume()).then(the.breakEnded()));
  it('is over already', () => given(the.started()).when(the.resume()).thenNothing());
  it('is not begun on the way to a rider', () =>
    given(...the.enRoute)
      .when(the.pause())
      .thenRefused(ShiftInvalidTransition));
  it('is not begun under an offer', () =>
    given(the.started(), the.reserved()).when(the.pause()).thenRefused(ShiftInvalidTransition));
});
