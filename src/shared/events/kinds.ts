import { dispatchEvents, type DispatchEvent } from './dispatch.events';
import { driverEvents, type DriverEvent } from './driver.events';
import type { DomainEvent, EventDeclaration } from './event';
import { shiftEvents, type ShiftEvent } from './shift.events';
import { tripEvents, type TripEvent } from './trip.events';
import { vehicleEvents, type VehicleEvent } from './vehicle.events';
import { zoneQueueEvents, type ZoneQueueEvent } from './zone-queue.events';

/** Tells by its type whose event it is: no two aggregates have events of one name. */
const kindOf = <Kind extends DomainEvent>(declared: readonly EventDeclaration[]) => {
  const types: ReadonlySet<string> = new Set(declared.map(({ type }) => type));
  return <E extends DomainEvent>(event: E): event is E & Kind => types.has(event.type);
};

export const isTripEvent = kindOf<TripEvent>(tripEvents);
export const isShiftEvent = kindOf<ShiftEvent>(shiftEvents);
export const isDispatchEvent = kindOf<DispatchEvent>(dispatchEvents);
export const isDriverEvent = kindOf<DriverEvent>(driverEvents);
export const isVehicleEvent = kindOf<VehicleEvent>(vehicleEvents);
export const isZoneQueueEvent = kindOf<ZoneQueueEvent>(zoneQueueEvents);
