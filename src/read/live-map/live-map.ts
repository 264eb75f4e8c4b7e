import type { DispatchEvent } from '../../shared/events/dispatch.events';
import type { Recorded } from '../../shared/events/event';
import type { ShiftEvent } from '../../shared/events/shift.events';
import type { TripEvent } from '../../shared/events/trip.events';
import type { Projection } from '../engine/projection';
import { asked, cellKey, isOfCell } from './cells';
import { atWork, awaited, driverKey, DRIVERS } from './drivers';
import type { CellOnMap, DriverOnMap, OnMap } from './live-map.document';

export type MapEvent = Recorded<ShiftEvent | TripEvent | DispatchEvent>;

/** The drivers at work, and what is asked for in each cell: what events know of a map. */
export const liveMap: Projection<OnMap, MapEvent> = {
  name: 'ops_live_map',
  version: 1,
  module: __filename,
  reads: ['shift', 'trip', 'dispatch'],
  indexes: [{ cityId: 1, kind: 1 }],
  keysOf: (event) => {
    if (isOfShift(event)) return [driverKey(event.data.driverId)];
    const cells = isOfCell(event) ? [cellKey(event.data.market)] : [];
    return event.type === 'DriverAssigned' ? [...cells, driverKey(event.data.driverId)] : cells;
  },
  evolve: (before, event, key) =>
    key.startsWith(DRIVERS)
      ? driverAfter(before?.kind === 'driver' ? before : undefined, event)
      : cellAfter(before?.kind === 'cell' ? before : undefined, event),
};

function driverAfter(before: DriverOnMap | undefined, event: MapEvent): DriverOnMap | undefined {
  if (isOfShift(event)) return atWork(before, event);
  return before && event.type === 'DriverAssigned' ? awaited(before, event.data) : before;
}

function cellAfter(before: CellOnMap | undefined, event: MapEvent): CellOnMap | undefined {
  return isOfShift(event) || !isOfCell(event) ? before : asked(before, event);
}

function isOfShift(event: MapEvent): event is Recorded<ShiftEvent> {
  return 'shiftNo' in event.data;
}
