import { specFor } from '#test/spec-for';
import { reportDeviation } from '#test/trip-command.samples';
import {
  arrived,
  assigned,
  completed,
  matching,
  requested,
  routeDeviated,
  started,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const riding = [requested(), matching(), assigned(), arrived(), started()];

describe('reporting that a car is off its way', () => {
  it('records how far', () =>
    given(...riding)
      .when(reportDeviation())
      .then(routeDeviated()));

  it('records it again when it leaves the way again', () =>
    given(...riding, routeDeviated())
      .when(reportDeviation({ distanceM: 900 }))
      .then(routeDeviated({ distanceM: 900 })));

  it('is refused when the ride is over', () =>
    given(...riding, completed())
      .when(reportDeviation())
      .thenRefused(TripInvalidTransition));
});
