import type { DomainEvent } from '../../shared/events/event';
import { isDispatchEvent, isShiftEvent, isTripEvent } from '../../shared/events/kinds';
import type { City } from './city';

/** Tells a city what has happened. What is of no trip, shift or search says nothing to it. */
export function inform(city: City, event: DomainEvent): void {
  if (isTripEvent(event)) city.onTrip(event);
  else if (isShiftEvent(event)) city.onShift(event);
  else if (isDispatchEvent(event)) city.onDispatch(event);
}
