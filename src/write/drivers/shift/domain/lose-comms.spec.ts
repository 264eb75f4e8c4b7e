import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at, system } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import { ShiftInvalidTransition, StillHeard } from './shift.errors';

const { given } = specFor(shiftDecider);
const silentFor = (seconds: number, time: string) =>
  the.loseComms({ lastPingAt: at(time) }, system, the.minutesAfter(at(time), seconds / 60));

describe('a driver whom nobody hears', () => {
  it('cannot be reached after a minute', () =>
    given(the.started()).when(the.loseComms()).then(the.commsLost()));

  it('is given the whole minute', () =>
    given(the.started())
      .when(silentFor(59, '04:09:00'))
      .thenRefused(StillHeard, { silentS: 59, neededS: 60 }));

  it('is missed after ten seconds when a rider waits', () => {
    given(...the.enRoute)
      .when(silentFor(9, '04:12:00'))
      .thenRefused(StillHeard, { silentS: 9, neededS: 10 });
    given(...the.enRoute)
      .when(silentFor(10, '04:12:00'))
      .then(the.commsLost({ at: at('04:12:10'), lastPingAt: at('04:12:00') }));
  });

  it('is missed once', () =>
    given(the.started(), the.commsLost()).when(the.loseComms()).thenNothing());

  it('is heard again, and goes on', () => {
    given(the.started(), the.commsLost()).when(the.restoreComms()).then(the.commsRestored());
    given(the.started(), the.commsLost(), the.commsRestored())
      .when(the.reserve({ until: at('04:12:30') }, system, at('04:12:15')))
      .then(the.reserved({ at: at('04:12:15'), until: at('04:12:30') }));
  });

  it('was never missed', () => given(the.started()).when(the.restoreComms()).thenNothing());

  it('is missed on shift alone', () =>
    given(the.started(), the.ended()).when(the.loseComms()).thenRefused(ShiftInvalidTransition));
});
