import { specFor } from '#test/spec-for';
import { arriveAtStop, departStop } from '#test/trip-command.samples';
import {
  arrived,
  assigned,
  eastVillage,
  grandCentral,
  leftStop,
  lenoxHill,
  matching,
  reachedStop,
  requested,
  started,
  unionSquare,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { UnknownStop } from './trip.errors';

const { given } = specFor(tripDecider);
const stops = [lenoxHill, grandCentral, unionSquare, eastVillage];
const riding = [requested({ stops }), matching(), assigned(), arrived(), started()];

describe('arriving at a stop', () => {
  it('reaches the first one', () =>
    given(...riding)
      .when(arriveAtStop(1))
      .then(reachedStop(1)));

  it('reaches the next one after having left the first', () =>
    given(...riding, reachedStop(1), leftStop(1))
      .when(arriveAtStop(2))
      .then(reachedStop(2)));

  it.each([
    ['the pickup', 0],
    ['a later stop', 2],
    ['the drop-off', 3],
    ['no stop of the trip', 4],
  ])('refuses %s', (_, index) =>
    given(...riding)
      .when(arriveAtStop(index))
      .thenRefused(UnknownStop, { nextStop: 1 }),
  );

  it('refuses the drop-off even when it is next: reaching it completes the trip', () =>
    given(...riding, reachedStop(1), leftStop(1), reachedStop(2), leftStop(2))
      .when(arriveAtStop(3))
      .thenRefused(UnknownStop, { nextStop: 3 }));

  it.each([1, 2])('refuses stop %d while standing at the first', (index) =>
    given(...riding, reachedStop(1))
      .when(arriveAtStop(index))
      .thenRefused(UnknownStop),
  );
});

describe('departing from a stop', () => {
  it('leaves the one it stands at', () =>
    given(...riding, reachedStop(1))
      .when(departStop(1))
      .then(leftStop(1)));

  it('refuses while standing at none', () =>
    given(...riding)
      .when(departStop(1))
      .thenRefused(UnknownStop));

  it('refuses another than it stands at', () =>
    given(...riding, reachedStop(1))
      .when(departStop(2))
      .thenRefused(UnknownStop));

  it('refuses the same one twice', () =>
    given(...riding, reachedStop(1), leftStop(1))
      .when(departStop(1))
      .thenRefused(UnknownStop));
});
