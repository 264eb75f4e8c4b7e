import type { ShiftEvent } from '../../shared/events/shift.events';
import type { TripEventOf } from '../../shared/events/trip.events';
import type { DriverOnMap } from './live-map.document';

export const DRIVERS = 'driver/';
export const driverKey = (driverId: string) => DRIVERS + driverId;

/** A driver as the event leaves them; undefined when they are not at work. */
export function atWork(
  before: DriverOnMap | undefined,
  event: ShiftEvent,
): DriverOnMap | undefined {
  if (event.type === 'ShiftEnded') return undefined;
  if (event.type !== 'ShiftStarted') return before && { ...before, ...changes(before, event) };
  const { driverId, cityId } = event.data;
  return {
    ...{ kind: 'driver', driverId, cityId, shiftState: 'Available', isReachable: true },
    ...{ pickup: null, place: null },
  };
}

/** The trip is theirs: its pickup is where they go. */
export function awaited(
  driver: DriverOnMap,
  { tripId, market: { cell } }: TripEventOf<'DriverAssigned'>['data'],
): DriverOnMap {
  return { ...driver, pickup: { tripId, cell } };
}

type Later = Exclude<ShiftEvent, { type: 'ShiftStarted' | 'ShiftEnded' }>;

function changes(driver: DriverOnMap, { type, data }: Later): Partial<DriverOnMap> {
  switch (type) {
    case 'DriverReserved':
      return { shiftState: 'Reserved' };
    case 'ReservationReleased':
    case 'BreakEnded':
      return { shiftState: 'Available' };
    case 'DriverCommitted':
      return { shiftState: 'EnRoute' };
    case 'DriverAtPickup':
      return { shiftState: 'AtPickup', ...arrivedAt(driver, data.tripId, data.at) };
    case 'DriverOnTrip':
      return { shiftState: 'OnTrip' };
    case 'DriverFreed': {
      const shiftState = data.nextTripId === null ? 'Available' : 'EnRoute';
      return { shiftState, ...(data.cause === 'completed' ? { place: null } : {}) };
    }
    case 'BreakStarted':
      return { shiftState: 'OnBreak' };
    case 'CommsLost':
      return { isReachable: false };
    case 'CommsRestored':
      return { isReachable: true };
    case 'ShiftStartAbandoned':
    case 'EligibilityRenewed':
    case 'CommitmentMissed':
    case 'NextTripReserved':
    case 'NextTripReleased':
    case 'NextTripQueued':
    case 'NextTripDropped':
    case 'ShiftEndRequested':
      return {};
  }
}

function arrivedAt({ pickup }: DriverOnMap, tripId: string, at: string): Partial<DriverOnMap> {
  return pickup?.tripId === tripId ? { place: { cell: pickup.cell, at } } : {};
}
