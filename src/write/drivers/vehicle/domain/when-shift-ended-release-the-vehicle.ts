import type { ShiftEvent, ShiftEventOf } from '../../../../shared/events/shift.events';
import type { Policy, Step } from '../../../../shared/kernel/policy';
import { ReleaseVehicle } from './hold-vehicle';

type Over = Extract<ShiftEvent, { type: 'ShiftEnded' | 'ShiftStartAbandoned' }>;

/** The car is there for the next shift as soon as this one is over, or will not begin any more. */
export const whenShiftEndedReleaseTheVehicle: Policy<Over, ReleaseVehicle> = {
  name: 'vehicle-release',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.vehicleId,
  on: {
    ShiftEnded: ({ data }) => released(data, 'shift-ended'),
    ShiftStartAbandoned: ({ data }) => released(data, 'start-abandoned'),
  },
  due: {},
};

function released(
  { vehicleId, driverId, shiftNo }: ShiftEventOf<'ShiftStartAbandoned'>['data'],
  cause: ReleaseVehicle['data']['cause'],
): readonly Step<ReleaseVehicle>[] {
  return [
    {
      send: (sent) => new ReleaseVehicle(vehicleId, { driverId, shiftNo, cause }, sent),
      // A shift with a car that was never registered here.
      unless: ['VEHICLE_NOT_FOUND'],
    },
  ];
}
