import type { DomainEvent } from '../src/shared/events/event';
import type { TripEvent, TripEventOf } from '../src/shared/events/trip.events';

/** An event with the version of the shape that it is written in. */
export interface Written extends DomainEvent {
  readonly version: number;
}

/** A trip as it would have been written before its events got today's shapes, as long as there was a way to. */
export function asOnceWritten(events: readonly (TripEvent & Written)[]): readonly Written[] {
  const rode = events.some(({ type }) => type === 'TripStarted');
  return events
    .filter(({ type }) => !(rode && type === 'DriverArrived'))
    .map((event) => oldShapeOf(event) ?? event);
}

function oldShapeOf(event: TripEvent): Written | undefined {
  if (event.type === 'TripRequested') {
    return { type: 'TripRequested', version: 1, data: requested(event.data) };
  }
  if (event.type === 'TripStarted') {
    const { tripId, market, arrivedAt, startedAt: pickedUpAt } = event.data;
    return { type: 'RiderPickedUp', version: 1, data: { tripId, market, arrivedAt, pickedUpAt } };
  }
  if (event.type === 'TripCompleted') {
    return { type: 'TripEnded', version: 1, data: ended(event.data) };
  }
  if (event.type === 'FareFinalised') {
    const { tripId, market, totalMinor } = event.data;
    return { type: event.type, version: 1, data: { tripId, market, amount: totalMinor / 100 } };
  }
  if (event.type !== 'TripCancelled') return undefined;
  return { type: 'TripCancelled', version: 1, data: cancelled(event.data) };
}

function requested(data: TripEventOf<'TripRequested'>['data']): object {
  const { tripId, market, riderId, stops, quote, paymentMethod: payBy, boardingPin: pin } = data;
  const [pickup, drop] = [stops[0], stops.at(-1)].map((stop) => ({
    ...{ text: stop?.placeRef, lat: stop?.lat, lon: stop?.lon },
  }));
  const quotedAmount = quote.totalMinor / 100;
  return { tripId, market, riderId, riderName: 'Ada', pickup, drop, quotedAmount, payBy, pin };
}

function ended(data: TripEventOf<'TripCompleted'>['data']): object {
  const { tripId, market, completedAt: endedAt, endedBy, waitS } = data;
  const { actualDistanceM: distanceM, actualDurationS: durationS } = data;
  return { tripId, market, endedAt, endedBy, distanceM, durationS, waitS };
}

function cancelled(data: TripEventOf<'TripCancelled'>['data']): object {
  const { tripId, market, by, stage } = data;
  const cancelledBy = by === 'provider' ? 'driver' : by;
  return { tripId, market, cancelledBy, stage, reason: 'waited too long' };
}
