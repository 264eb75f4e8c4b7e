import { policySpec, sends } from '#test/policy-spec';
import { happened } from '#test/projection-spec';
import * as ask from '#test/trip-command.samples';
import { arrived, at, cancelled, noShow, started, unassigned } from '#test/trip.samples';
import { whenDriverArrivedWatchTheWait } from './when-driver-arrived-watch-the-wait';

const { given } = policySpec(whenDriverArrivedWatchTheWait);
const waiting = happened(arrived({ at: at('04:16:00') }), at('04:16:00'));
const later = at('04:40:00');

describe('the no-show clock', () => {
  it('lets the driver report a no-show after five minutes', () =>
    given(waiting)
      .when(at('04:21:00'))
      .thenSends(sends(at('04:21:00'), ask.allowNoShow())));

  it('says nothing earlier', () => given(waiting).when(at('04:20:59')).thenNothing());

  it.each([
    ['the ride began', started()],
    ['the trip was cancelled', cancelled()],
    ['the driver gave the trip back', unassigned()],
    ['the no-show was reported', noShow()],
  ])('stops when %s', (_, end) =>
    given(waiting, happened(end, at('04:20:59')))
      .when(later)
      .thenNothing(),
  );

  it('runs anew for the next driver', () => {
    const second = happened(arrived({ at: at('04:30:00') }), at('04:30:00'));
    given(waiting, happened(unassigned(), at('04:18:00')), second)
      .when(later)
      .thenSends(sends(at('04:35:00'), ask.allowNoShow()));
  });
});
