import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import type { DriverId, VehicleId } from '../../../../shared/kernel/ids';
import type { Policy } from '../../../../shared/kernel/policy';
import { secondsAfter } from '../../../../shared/kernel/time';
import { AbandonStart } from './abandon-start';

/** Between taking the car and beginning the shift lie milliseconds, unless a process dies in between. */
const BEGINS_WITHIN_S = 30;

type Held = Extract<VehicleEvent, { type: 'VehicleHeld' }>;
type Started = Extract<ShiftEvent, { type: 'ShiftStarted' }>;

/** A car that is held for a shift that does not begin is given back: first the shift's own stream rules the start out. */
export const whenVehicleHeldSeeTheShiftBegin: Policy<Held | Started, AbandonStart> = {
  name: 'shift-start',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data: { driverId, shiftNo } }) => `${driverId}.${shiftNo}`,
  on: {
    VehicleHeld: ({ data: { driverId, shiftNo, vehicleId, cityId, at } }) => [
      { note: { driverId, shiftNo, vehicleId, cityId } },
      { set: 'begin', at: secondsAfter(at, BEGINS_WITHIN_S) },
    ],
    ShiftStarted: () => [{ clear: 'begin' }],
  },
  due: {
    begin: (_, { notes }) => {
      const vehicleId = notes.vehicleId as VehicleId;
      const start = { shiftNo: Number(notes.shiftNo), vehicleId, cityId: String(notes.cityId) };
      return [
        { send: (sent) => new AbandonStart(notes.driverId as DriverId, start, sent), unless: [] },
      ];
    },
  },
};
