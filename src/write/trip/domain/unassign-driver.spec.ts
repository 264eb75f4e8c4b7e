import { specFor } from '#test/spec-for';
import { assign, cancel, cancelByDriver, reassign } from '#test/trip-command.samples';
import {
  arrived,
  assigned,
  bob,
  cancelled,
  cleo,
  matching,
  requested,
  started,
  system,
  unassigned,
} from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { TripInvalidTransition, TripNotYours } from './trip.errors';

const { given } = specFor(tripDecider);
const underWay = [requested(), matching(), assigned(bob)];
const providerCancels = { by: 'provider', reasonCode: 'VEHICLE_PROBLEM' } as const;

describe('a driver giving a trip back', () => {
  it.each([
    ['on the way', underWay],
    ['at the pickup', [...underWay, arrived()]],
  ])('starts the search for another (%s)', (_, history) =>
    given(...history)
      .when(cancelByDriver())
      .then(unassigned(), matching(2)),
  );

  it.each([
    ['en-route', underWay],
    ['at-pickup', [...underWay, arrived()]],
  ] as const)('ends the trip when nobody else will be asked (%s)', (stage, history) =>
    given(...history)
      .when(cancelByDriver({ rematch: false }))
      .then(unassigned(), cancelled({ ...providerCancels, stage })),
  );

  it('names the assignment that ended', () =>
    given(...underWay, unassigned(), matching(2), assigned(cleo, 2))
      .when(cancelByDriver({}, cleo))
      .then(unassigned({ assignmentNo: 2, driverId: assign(cleo).data.driverId }), matching(3)));

  it('is refused to a driver whom the trip was not given to', () =>
    given(...underWay)
      .when(cancelByDriver({}, cleo))
      .thenRefused(TripNotYours));

  it('takes the trip out of the hands of that driver', () =>
    given(...underWay, unassigned(), matching(2))
      .when(cancel({}, bob))
      .thenRefused(TripNotYours));

  it('is too late with the rider on board', () =>
    given(...underWay, arrived(), started())
      .when(cancelByDriver())
      .thenRefused(TripInvalidTransition));
});

describe('taking a trip from its driver', () => {
  const stalled = { reasonCode: 'DRIVER_STALLED', fault: 'driver' } as const;

  it.each([
    ['on the way', underWay],
    ['at the pickup', [...underWay, arrived()]],
  ])('looks for another (%s)', (_, history) =>
    given(...history)
      .when(reassign())
      .then(unassigned({ ...stalled, by: 'ops' }), matching(2)),
  );

  it('says when the system did it', () =>
    given(...underWay)
      .when(reassign({}, system))
      .then(unassigned({ ...stalled, by: 'system' }), matching(2)));

  it('is too late with the rider on board', () =>
    given(...underWay, arrived(), started())
      .when(reassign())
      .thenRefused(TripInvalidTransition));
});
