import { dispatchEvents, type DispatchEvent } from '../../shared/events/dispatch.events';
import type { DomainEvent } from '../../shared/events/event';
import { shiftEvents, type ShiftEvent } from '../../shared/events/shift.events';
import { tripEvents, type TripEvent } from '../../shared/events/trip.events';
import type { City } from './city';

const typesOf = (declared: readonly { readonly type: string }[]): ReadonlySet<string> =>
  new Set(declared.map(({ type }) => type));
const [TRIP, SHIFT, DISPATCH] = [
  typesOf(tripEvents),
  typesOf(shiftEvents),
  typesOf(dispatchEvents),
];

/** Tells a city what has happened. What is of no trip, shift or search says nothing to it. */
export function inform(city: City, event: DomainEvent): void {
  if (TRIP.has(event.type)) city.onTrip(event as TripEvent);
  else if (SHIFT.has(event.type)) city.onShift(event as ShiftEvent);
  else if (DISPATCH.has(event.type)) city.onDispatch(event as DispatchEvent);
}
