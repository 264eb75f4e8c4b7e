import { specFor } from '#test/spec-for';
import { start } from '#test/trip-command.samples';
import {
  arrived,
  assigned,
  at,
  bob,
  cleo,
  matching,
  olga,
  pin,
  requested,
  started,
  system,
  tripId,
  unassigned,
  wrongPin,
} from '#test/trip.samples';
import { StartTrip } from './start-trip';
import { tripDecider } from './trip.decider';
import { PinLocked } from './trip.errors';

const { given } = specFor(tripDecider);
const waiting = [requested(), matching(), assigned(bob), arrived()];
const wrong = start({ pin: '0000' }, bob, at('04:17:30'));

describe('starting a trip', () => {
  it('sets off once the rider has told the PIN', () =>
    given(...waiting)
      .when(start())
      .then(started()));

  it('remembers where and at which odometer reading it set off', () => {
    const seen = { location: { lat: 40.769, lon: -73.9549 }, odometerM: 81_200_000 };
    given(...waiting)
      .when(start(seen))
      .then(started(seen));
  });

  it('counts a wrong PIN instead of setting off', () =>
    given(...waiting)
      .when(wrong)
      .then(wrongPin(1)));

  it('counts a missing PIN as a wrong one', () =>
    given(...waiting)
      .when(new StartTrip(tripId, {}, wrong.sent))
      .then(wrongPin(1)));

  it('takes the right PIN after two wrong ones', () =>
    given(...waiting, wrongPin(1), wrongPin(2))
      .when(start())
      .then(started()));

  it('counts the third wrong PIN', () =>
    given(...waiting, wrongPin(1), wrongPin(2))
      .when(wrong)
      .then(wrongPin(3)));

  it('refuses even the right PIN after three wrong ones', () =>
    given(...waiting, wrongPin(1), wrongPin(2), wrongPin(3))
      .when(start())
      .thenRefused(PinLocked));

  it('lets nobody but operations past the lock', () =>
    given(...waiting, wrongPin(1), wrongPin(2), wrongPin(3))
      .when(start({ pin }, system))
      .thenRefused(PinLocked));

  it('lets operations set a locked trip off, and says that they checked the rider', () =>
    given(...waiting, wrongPin(1), wrongPin(2), wrongPin(3))
      .when(start({}, olga))
      .then(started({ checkedBy: 'ops' })));

  it('gives the rider three new tries with another driver', () =>
    given(
      ...[...waiting, wrongPin(1), wrongPin(2), wrongPin(3), unassigned(), matching(2)],
      ...[assigned(cleo, 2), arrived()],
    )
      .when(start({}, cleo))
      .then(started()));
});
