import type { DomainEvent } from '../../shared/events/event';
import {
  isDispatchEvent,
  isDriverEvent,
  isShiftEvent,
  isTripEvent,
  isZoneQueueEvent,
} from '../../shared/events/kinds';
import type { City } from './city';

/** Tells a city what has happened. What is of no trip, shift, search, driver or queue says nothing to it. */
export function inform(city: City, event: DomainEvent): void {
  if (isTripEvent(event)) city.onTrip(event);
  else if (isShiftEvent(event)) city.onShift(event);
  else if (isDispatchEvent(event)) city.onDispatch(event);
  else if (isDriverEvent(event)) city.standings.onDriver(event);
  else if (isZoneQueueEvent(event)) city.queues.onEvent(event);
}
