import type { Recorded } from '../../shared/events/event';
import type { ShiftEvent, ShiftEventOf } from '../../shared/events/shift.events';
import type { Projection } from '../engine/projection';
import type { DriverShift, Phase } from './driver-shifts.document';

/** Every shift with what its time was spent on: what a driver's hours and a city's supply are counted from. */
export const driverShifts: Projection<DriverShift, Recorded<ShiftEvent>> = {
  name: 'driver_shifts',
  version: 1,
  module: __filename,
  reads: ['shift'],
  indexes: [
    { driverId: 1, startedAt: -1, _id: -1 },
    { cityId: 1, endedAt: 1 },
  ],
  keysOf: (event) => (phaseAfter(event) || event.type === 'ShiftEnded' ? [keyOf(event)] : []),
  evolve: (shift, event) => {
    if (event.type === 'ShiftStarted') return started(event.data);
    return shift && evolved(shift, event);
  },
};

function keyOf({ data: { driverId, shiftNo } }: ShiftEvent): string {
  return `${driverId}/${shiftNo}`;
}

/** Undefined of what changes nothing in what the driver is doing: an offer among it. */
function phaseAfter(event: ShiftEvent): Phase | undefined {
  if (event.type === 'DriverFreed') return event.data.nextTripId === null ? 'open' : 'enRoute';
  return BEGINS[event.type];
}

const BEGINS: { readonly [T in ShiftEvent['type']]?: Phase } = {
  ...{ ShiftStarted: 'open', DriverCommitted: 'enRoute', DriverOnTrip: 'onTrip' },
  ...{ BreakStarted: 'onBreak', BreakEnded: 'open' },
};

function started(data: ShiftEventOf<'ShiftStarted'>['data']): DriverShift {
  const { driverId, shiftNo, cityId, vehicleId, tiers, at } = data;
  return {
    ...{ driverId, shiftNo, cityId, vehicleId, tiers, startedAt: at, endedAt: null, ended: null },
    ...{ spans: [{ phase: 'open', from: at }], trips: 0, distanceM: 0 },
  };
}

function evolved(shift: DriverShift, event: ShiftEvent): DriverShift {
  if (event.type === 'ShiftEnded') {
    const { at: endedAt, endedBy: by, cause } = event.data;
    return { ...shift, endedAt, ended: { by, cause } };
  }
  const after = { ...shift, spans: spansAfter(shift, phaseAfter(event), event.data.at) };
  if (event.type !== 'DriverFreed') return after;
  const { cause, distanceM } = event.data;
  const trips = shift.trips + (cause === 'completed' ? 1 : 0);
  return { ...after, trips, distanceM: shift.distanceM + distanceM };
}

function spansAfter({ spans }: DriverShift, phase: Phase | undefined, from: string) {
  if (phase === undefined || phase === spans.at(-1)?.phase) return spans;
  return [...spans, { phase, from }];
}
