import { specFor } from '#test/spec-for';
import { take } from '#test/trip-command.samples';
import * as the from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripNotFound } from './trip.errors';

const { given } = specFor(tripDecider);
const looking = [the.requested(), the.matching(1)];

describe('taking a driver who is committed', () => {
  it('sends them', () =>
    given(...looking)
      .when(take(the.bob))
      .then(the.assigned(the.bob)));

  it('has nothing to say when it has them already, by the same offer', () => {
    given(...looking, the.assigned(the.bob))
      .when(take(the.bob))
      .then();
    given(...looking, the.assigned(the.bob), the.cancelled())
      .when(take(the.bob))
      .then();
  });

  it.each([
    ['was cancelled', [...looking, the.cancelled()]],
    ['has another driver', [...looking, the.assigned(the.cleo)]],
    ['looks anew', [...looking, the.assigned(the.cleo), the.unassigned(), the.matching(2)]],
  ])('turns them away when the trip %s', (_, history) =>
    given(...history)
      .when(take(the.bob))
      .then(the.turnedAway(the.bob)),
  );

  it('is of a trip that was asked for', () =>
    given().when(take(the.bob)).thenRefused(TripNotFound));
});
