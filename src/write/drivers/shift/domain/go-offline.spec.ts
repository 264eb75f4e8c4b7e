import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { at, bob } from '#test/trip.samples';
import { shiftDecider } from './shift.decider';
import { ShiftInvalidTransition } from './shift.errors';

const { given } = specFor(shiftDecider);
const forced = { endedBy: 'ops', cause: 'DOCUMENT_EXPIRED' } as const;

describe('going offline', () => {
  it('ends the shift', () => given(the.started()).when(the.goOffline()).then(the.ended()));

  it('ends it during a break, which counts as one', () =>
    given(the.started(), the.breakStarted())
      .when(the.goOffline())
      .then(the.ended({ breakS: 3600, openS: 3600 })));

  it('ends it while nobody hears the driver', () =>
    given(the.started(), the.commsLost()).when(the.goOffline()).then(the.ended()));

  it('tells the way by the odometer, if somebody read it twice', () =>
    given(the.started({ odometerM: 52_000_000 }))
      .when(the.goOffline({ odometerM: 52_063_400 }))
      .then(the.ended({ km: 63.4 })));

  it.each([
    ['under an offer', [the.started(), the.reserved()]],
    ['on the way', the.enRoute],
    ['at the pickup', [...the.enRoute, the.atPickup()]],
    ['on a trip', the.driving],
  ])('is only wanted while the driver is %s', (_, history) =>
    given(...history)
      .when(the.goOffline({}, bob, at('04:20:00')))
      .then(the.endRequested()),
  );

  it('is wanted once', () =>
    given(...the.driving, the.endRequested())
      .when(the.goOffline())
      .thenNothing());

  it('refuses a shift that is over', () =>
    given(the.started(), the.ended()).when(the.goOffline()).thenRefused(ShiftInvalidTransition));

  it('counts each second once, wherever it was spent', () =>
    given(...the.driving, the.freed(), the.breakStarted(), the.breakEnded())
      .when(the.goOffline())
      .then(
        the.ended({
          ...{ onlineS: 7200, breakS: 1800, openS: 3970, enRouteS: 410, onTripS: 1020 },
          kmWithPassenger: 4.2,
        }),
      ));
});

describe('forcing a driver offline', () => {
  it('ends the shift', () => given(the.started()).when(the.forceOffline()).then(the.ended(forced)));

  it('puts nobody down in mid-trip', () =>
    given(...the.driving)
      .when(the.forceOffline())
      .then(the.endRequested({ at: at('06:00:00'), by: 'ops', cause: 'DOCUMENT_EXPIRED' })));
});
