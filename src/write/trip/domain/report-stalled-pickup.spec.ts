import { specFor } from '#test/spec-for';
import { reportStalledPickup } from '#test/trip-command.samples';
import { arrived, assigned, matching, pickupStalled, requested } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition } from './trip.errors';

const { given } = specFor(tripDecider);
const enRoute = [requested(), matching(), assigned()];

describe('reporting that a driver does not seem to come', () => {
  it.each(['STALLED', 'RETREATING', 'LOCATION_DARK'] as const)('records %s', (what) =>
    given(...enRoute)
      .when(reportStalledPickup({ case: what }))
      .then(pickupStalled({ case: what })),
  );

  it('changes nothing else', () =>
    given(...enRoute, pickupStalled())
      .when(reportStalledPickup({ case: 'RETREATING' }))
      .then(pickupStalled({ case: 'RETREATING' })));

  it('is nothing of a driver whom the trip no longer has', () =>
    given(...enRoute)
      .when(reportStalledPickup({ assignmentNo: 2 }))
      .thenNothing());

  it('is refused when the driver has come', () =>
    given(...enRoute, arrived())
      .when(reportStalledPickup())
      .thenRefused(TripInvalidTransition));
});
