import { specFor } from '#test/spec-for';
import { reportNoShow } from '#test/trip-command.samples';
import {
  ada,
  arrived,
  assigned,
  at,
  bob,
  cleo,
  contacted,
  lenoxHill,
  matching,
  noShow,
  northOf,
  olga,
  requested,
  system,
  unassigned,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import {
  NoContactAttempted,
  NoShowTooEarly,
  TooFarFromPickup,
  VerdictNotYours,
} from './trip.errors';

const { given } = specFor(tripDecider);
const waiting = [requested(), matching(), assigned(bob), arrived()];
const fee = { amountMinor: 500, currency: 'USD' };

describe('reporting a no-show', () => {
  it('ends the trip after exactly 300 seconds', () =>
    given(...waiting, contacted())
      .when(reportNoShow())
      .then(noShow()));

  it('is too early a second before', () =>
    given(...waiting, contacted())
      .when(reportNoShow({}, bob, at('04:20:59')))
      .thenRefused(NoShowTooEarly, { waitedS: 299, neededS: 300 }));

  it('counts the wait from the arrival of this driver, not of the one before', () =>
    given(
      ...[...waiting, contacted(), unassigned(), matching(2), assigned(cleo, 2)],
      arrived({ at: at('04:20:00') }),
      contacted(),
    )
      .when(reportNoShow({}, cleo))
      .thenRefused(NoShowTooEarly, { waitedS: 60, neededS: 300 }));

  it('is taken 100 m from the pickup', () =>
    given(...waiting, contacted())
      .when(reportNoShow({ location: northOf(lenoxHill, 100) }))
      .then(noShow()));

  it('is refused 101 m from the pickup', () =>
    given(...waiting, contacted())
      .when(reportNoShow({ location: northOf(lenoxHill, 101) }))
      .thenRefused(TooFarFromPickup, { distanceM: 101, limitM: 100 }));

  it('is refused when nobody tried to reach the rider', () =>
    given(...waiting)
      .when(reportNoShow())
      .thenRefused(NoContactAttempted));

  it('does not count an attempt that another driver made', () =>
    given(...waiting, contacted(), unassigned(), matching(2), assigned(cleo, 2), arrived())
      .when(reportNoShow({}, cleo))
      .thenRefused(NoContactAttempted));

  it.each([olga, system])('keeps the fee that $type set', (actor) =>
    given(...waiting, contacted())
      .when(reportNoShow({ fee }, actor))
      .then(noShow({ fee })),
  );

  it.each([bob, ada])('lets no $type set the fee', (actor) =>
    given(...waiting, contacted())
      .when(reportNoShow({ fee }, actor))
      .thenRefused(VerdictNotYours),
  );
});
