import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { shiftDecider } from './shift.decider';
import { ReservationNotLive, ShiftInvalidTransition } from './shift.errors';

const { given } = specFor(shiftDecider);
const held = [the.started(), the.reserved()] as const;

describe('committing a driver to a trip', () => {
  it('sends them on the way', () =>
    given(...held)
      .when(the.commit())
      .then(the.committed()));

  it('works while nobody hears them', () =>
    given(...held, the.commsLost())
      .when(the.commit())
      .then(the.committed()));

  it('refuses another offer', () =>
    given(...held)
      .when(the.commit({ offerId: 'offer-2' }))
      .thenRefused(ReservationNotLive));

  it.each([
    ['was taken back', [...held, the.released()]],
    ['was accepted before', the.enRoute],
    ['never was', [the.started()]],
  ])('refuses an offer that %s', (_, history) =>
    given(...history)
      .when(the.commit())
      .thenRefused(ShiftInvalidTransition),
  );
});
