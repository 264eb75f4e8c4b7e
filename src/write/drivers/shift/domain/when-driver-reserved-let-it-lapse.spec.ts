import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import * as ask from '#test/shift.samples';
import { at } from '#test/trip.samples';
import { whenDriverReservedLetItLapse } from './when-driver-reserved-let-it-lapse';

const { given } = policySpec(whenDriverReservedLetItLapse);
const reserved = happened(ask.reserved(), at('04:11:00'));
const due = at('04:11:17');

describe('a reservation', () => {
  it('ends two seconds after its offer', () => {
    given(reserved).when(at('04:11:16')).thenNothing();
    given(reserved)
      .when(due)
      .thenSends(sends(due, ask.release({ cause: 'failed' })));
  });

  it.each([
    ['released', ask.released()],
    ['committed', ask.committed()],
  ])('is left alone once it was %s', (_, end) =>
    given(reserved, happened(end, at('04:11:10')))
      .when(at('05:00:00'))
      .thenNothing(),
  );

  it('of the next trip lapses as any, whether the one before has ended or not', () => {
    const next = happened(ask.nextReserved(), at('04:31:00'));
    const { offerId, tripId, until } = ask.nextReserved().data;
    const lapsed = ask.release({ offerId, cause: 'failed' });
    given(next)
      .when(at('05:00:00'))
      .thenSends(sends(at('04:31:17'), lapsed));
    given(next, happened(ask.reserved({ offerId, tripId, until }), at('04:31:12')))
      .when(at('05:00:00'))
      .thenSends(sends(at('04:31:17'), lapsed));
    for (const end of [ask.nextReleased(), ask.queued()]) {
      given(next, happened(end, at('04:31:10')))
        .when(at('05:00:00'))
        .thenNothing();
    }
  });

  it('of another offer has a time of its own', () => {
    const next = ask.reserved({ offerId: 'offer-2', until: at('04:12:15') });
    given(reserved, happened(ask.released(), at('04:11:10')), happened(next, at('04:12:00')))
      .when(at('05:00:00'))
      .thenSends(sends(at('04:12:17'), ask.release({ offerId: 'offer-2', cause: 'failed' })));
  });
});
