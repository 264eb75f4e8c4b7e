import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { shiftDecider } from './shift.decider';

const { given } = specFor(shiftDecider);

describe('giving up a start that does not come', () => {
  it('uses up its number', () => given().when(the.abandonStart()).then(the.startAbandoned()));

  it('uses up a later number', () =>
    given(the.started(), the.ended())
      .when(the.abandonStart({ shiftNo: 2 }))
      .then(the.startAbandoned({ shiftNo: 2 })));

  it.each([
    ['it came', [the.started()]],
    ['it came, and the shift is over', [the.started(), the.ended()]],
    ['it was given up before', [the.startAbandoned()]],
  ])('is not needed when %s', (_, history) =>
    given(...history)
      .when(the.abandonStart())
      .thenNothing(),
  );
});
