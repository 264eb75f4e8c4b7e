import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { shiftDecider } from './shift.decider';
import { NextTripRefused, ShiftHoursExhausted, ShiftInvalidTransition } from './shift.errors';
import type { TripId } from '../../../../shared/kernel/ids';

const { given } = specFor(shiftDecider);
const third = { offerId: 'offer-3', tripId: 'trip-3' as TripId };

describe('queueing the next trip', () => {
  it('waits behind this one', () =>
    given(...the.driving)
      .when(the.queueNext())
      .then(the.queued()));

  it('is queued once', () =>
    given(...the.driving, the.queued())
      .when(the.queueNext())
      .thenNothing());

  it.each([
    ['one-is-queued', [...the.driving, the.queued()], the.queueNext(third)],
    ['too-far', the.driving, the.queueNext({ remainingS: 301 })],
    ['same-trip', the.driving, the.queueNext({ tripId: the.first })],
    ['shift-ends', [...the.driving, the.endRequested()], the.queueNext()],
  ])('refuses: %s', (reason, history, asked) =>
    given(...history)
      .when(asked)
      .thenRefused(NextTripRefused, { reason }),
  );

  it('refuses a driver who did not ask for it', () => {
    const [, ...rest] = the.driving;
    given(the.started({ forwardDispatch: false }), ...rest)
      .when(the.queueNext())
      .thenRefused(NextTripRefused, { reason: 'not-opted-in' });
  });

  it('refuses a trip that does not fit into the hours', () =>
    given(...the.driving)
      .when(the.queueNext({ rideS: 10 * 3600 }))
      .thenRefused(ShiftHoursExhausted, { hoursPolicy: 'new-york', missingS: 780 + 240 }));

  it('refuses a driver without a passenger', () =>
    given(...the.enRoute)
      .when(the.queueNext())
      .thenRefused(ShiftInvalidTransition));
});
