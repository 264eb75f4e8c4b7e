import { specFor } from '#test/spec-for';
import { contact } from '#test/trip-command.samples';
import { arrived, assigned, contacted, matching, requested } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const underWay = [requested(), matching(), assigned()];

describe('attempting to contact the rider', () => {
  it.each(['call', 'message'] as const)('records the %s', (channel) =>
    given(...underWay, arrived())
      .when(contact({ channel }))
      .then(contacted({ channel })),
  );

  it('records every attempt', () =>
    given(...underWay, arrived(), contacted())
      .when(contact())
      .then(contacted()));

  it('is refused before the driver has arrived: it would prove no waiting', () =>
    given(...underWay)
      .when(contact())
      .thenRefused(TripInvalidTransition));
});
