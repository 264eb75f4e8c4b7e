import { specFor } from '#test/spec-for';
import * as the from '#test/shift.samples';
import { shiftDecider } from './shift.decider';
import { OtherTrip, ShiftInvalidTransition } from './shift.errors';

const { given } = specFor(shiftDecider);

describe('arriving', () => {
  it('waits at the pickup', () =>
    given(...the.enRoute)
      .when(the.arrive())
      .then(the.atPickup()));

  it('refuses another trip', () =>
    given(...the.enRoute)
      .when(the.arrive({ tripId: the.second }))
      .thenRefused(OtherTrip, { tripId: the.first }));

  it('refuses a driver who is on no trip', () =>
    given(the.started()).when(the.arrive()).thenRefused(ShiftInvalidTransition));
});

describe('beginning the ride', () => {
  it('has the passenger on board', () =>
    given(...the.enRoute, the.atPickup())
      .when(the.begin())
      .then(the.onTrip()));

  it('needs no arrival that somebody noticed, and nobody to hear the driver', () =>
    given(...the.enRoute, the.commsLost())
      .when(the.begin())
      .then(the.onTrip()));

  it('refuses another trip', () =>
    given(...the.enRoute)
      .when(the.begin({ tripId: the.second }))
      .thenRefused(OtherTrip));

  it('refuses to begin twice', () =>
    given(...the.driving)
      .when(the.begin())
      .thenRefused(ShiftInvalidTransition));
});
