import * as the from '#test/shift.samples';
import { specFor } from '#test/spec-for';
import { shiftDecider } from './shift.decider';
import { ShiftNotFound } from './shift.errors';

const { given } = specFor(shiftDecider);
const held = [the.started(), the.reserved()] as const;

describe('honouring an acceptance', () => {
  it('sends the driver on the way, heard or not', () => {
    given(...held)
      .when(the.honour())
      .then(the.committed());
    given(...held, the.commsLost())
      .when(the.honour())
      .then(the.committed());
  });

  it.each([
    ['was taken back', [...held, the.released()]],
    ['was for another offer', [the.started(), the.reserved({ offerId: 'offer-2' })]],
    ['never was', [the.started()]],
    ['ended with the shift', [the.started(), the.ended()]],
  ])('says that it was missed when the reservation %s', (_, history) =>
    given(...history)
      .when(the.honour())
      .then(the.missed()),
  );

  it('changes nothing by missing it', () =>
    given(the.started(), the.missed(), the.reserved()).when(the.honour()).then(the.committed()));

  it('is of a driver who was on shift', () =>
    given().when(the.honour()).thenRefused(ShiftNotFound));
});
