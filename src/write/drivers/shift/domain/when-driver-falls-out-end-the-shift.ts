import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Policy, Step } from '../../../../shared/kernel/policy';
import { ForceOffline } from './go-offline';

type Out = Extract<
  DriverEvent,
  { type: 'DriverSuspended' | 'DriverDeactivated' | 'DocumentExpired' }
>;
type OffTheRoad = Extract<VehicleEvent, { type: 'VehicleLapsed' | 'VehicleRetired' }>;

/** Nobody is put down in mid-trip: whoever is on one ends it, and gets no other. */
export const whenDriverFallsOutEndTheShift: Policy<Out | OffTheRoad, ForceOffline> = {
  name: 'shift-eligibility',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) =>
    'ownerId' in data ? (data.heldBy?.driverId ?? data.ownerId) : data.driverId,
  on: {
    DriverSuspended: ({ data }) => ended(data.driverId, 'DRIVER_SUSPENDED'),
    DriverDeactivated: ({ data }) => ended(data.driverId, 'DRIVER_DEACTIVATED'),
    DocumentExpired: ({ data }) => ended(data.driverId, 'DOCUMENT_EXPIRED'),
    VehicleLapsed: ({ data: { heldBy } }) =>
      heldBy ? ended(heldBy.driverId, 'VEHICLE_LAPSED') : [],
    VehicleRetired: ({ data: { heldBy } }) =>
      heldBy ? ended(heldBy.driverId, 'VEHICLE_RETIRED') : [],
  },
  due: {},
};

function ended(driverId: DriverId, cause: string): readonly Step<ForceOffline>[] {
  return [
    {
      send: (sent) => new ForceOffline(driverId, { cause }, sent),
      unless: ['SHIFT_NOT_FOUND', 'SHIFT_INVALID_TRANSITION'],
    },
  ];
}
