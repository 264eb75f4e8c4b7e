import { specFor } from '#test/spec-for';
import { startMatching } from '#test/trip-command.samples';
import { activated, corrected, matching, requested, scheduled } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { PaymentNotAuthorised } from './trip.errors';

const { given } = specFor(tripDecider);

describe('starting to match', () => {
  it('begins the first attempt once the card is authorised', () =>
    given(requested()).when(startMatching()).then(matching(1)));

  it('begins without a card where cash is allowed', () =>
    given(requested())
      .when(startMatching({ cardAuthorised: false, cashAllowed: true }))
      .then(matching(1)));

  it('refuses when neither card nor cash can pay', () =>
    given(requested())
      .when(startMatching({ cardAuthorised: false, cashAllowed: false }))
      .thenRefused(PaymentNotAuthorised));

  it('matches a scheduled trip once it is active', () =>
    given(scheduled(), activated()).when(startMatching()).then(matching(1)));

  it('counts on when a correction brought the trip back', () =>
    given(requested(), matching(1), corrected({ to: 'Requested' }))
      .when(startMatching())
      .then(matching(2)));
});
