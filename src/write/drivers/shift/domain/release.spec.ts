import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import { ReservationNotLive, ShiftInvalidTransition } from './shift.errors';

const { given } = specFor(shiftDecider);
const runOut = [the.reserved(), the.released({ cause: 'expired' })] as const;

describe('releasing a driver', () => {
  it('makes them available', () =>
    given(the.started(), the.reserved()).when(the.release()).then(the.released()));

  it('works while nobody hears them', () =>
    given(the.started(), the.reserved(), the.commsLost()).when(the.release()).then(the.released()));

  it('refuses another offer than the one that holds them', () =>
    given(the.started(), the.reserved())
      .when(the.release({ offerId: 'offer-2' }))
      .thenRefused(ReservationNotLive, { offerId: 'offer-1', tripId: the.first }));

  it('refuses an offer that was accepted', () =>
    given(...the.enRoute)
      .when(the.release())
      .thenRefused(ShiftInvalidTransition));

  it('begins a break when three offers ran out one behind the other', () =>
    given(the.started(), ...runOut, ...runOut, the.reserved())
      .when(the.release({ cause: 'expired' }))
      .then(
        the.released({ cause: 'expired' }),
        the.breakStarted({ at: at('04:11:10'), auto: true }),
      ));

  it.each([
    ['declined between them', [the.reserved(), the.released()]],
    ['accepted between them', [the.reserved(), the.committed(), the.freed()]],
  ])('begins none when one was %s', (_, between) =>
    given(the.started(), ...runOut, ...between, ...runOut, the.reserved())
      .when(the.release({ cause: 'expired' }))
      .then(the.released({ cause: 'expired' })),
  );

  it('ends the shift of a driver who wanted to go', () =>
    given(the.started(), the.reserved(), the.endRequested({ at: at('04:11:05') }))
      .when(the.release())
      .then(the.released(), the.ended({ at: at('04:11:10'), onlineS: 670, openS: 670 })));
});
