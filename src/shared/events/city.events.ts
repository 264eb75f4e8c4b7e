import type { DispatchEvent } from './dispatch.events';
import type { DriverEvent } from './driver.events';
import type { Recorded } from './event';
import type { ShiftEvent } from './shift.events';
import type { TripEvent } from './trip.events';
import type { VehicleEvent } from './vehicle.events';
import type { ZoneQueueEvent } from './zone-queue.events';

/** Everything that can happen in a city, of whatever aggregate, in today's shapes. */
export type CityEvent =
  TripEvent | DriverEvent | VehicleEvent | ShiftEvent | ZoneQueueEvent | DispatchEvent;
export type RecordedCityEvent = Recorded<CityEvent>;
