import { specFor } from '#test/spec-for';
import { abort } from '#test/trip-command.samples';
import {
  aborted,
  ada,
  arrived,
  assigned,
  bob,
  matching,
  olga,
  requested,
  started,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition, VerdictNotYours } from './trip.errors';

const { given } = specFor(tripDecider);
const riding = [requested(), matching(), assigned(bob), arrived(), started()];

describe('aborting a ride', () => {
  it('ends it where it is and leaves the money open', () =>
    given(...riding)
      .when(abort())
      .then(aborted()));

  it('keeps the place', () => {
    const location = { lat: 40.7527, lon: -73.9772 };
    given(...riding)
      .when(abort({ location }))
      .then(aborted({ location }));
  });

  it('lets operations waive the charge', () =>
    given(...riding)
      .when(abort({ chargeBasis: 'zero' }, olga))
      .then(aborted({ chargeBasis: 'zero' })));

  it.each([bob, ada])('lets no $type say what is charged', (actor) =>
    given(...riding)
      .when(abort({ chargeBasis: 'zero' }, actor))
      .thenRefused(VerdictNotYours),
  );

  it('is refused before the rider is on board', () =>
    given(...riding.slice(0, -1))
      .when(abort())
      .thenRefused(TripInvalidTransition));
});
