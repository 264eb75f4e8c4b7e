import type { TripEventOf } from '../../../shared/events/trip.events';
import { metresBetween } from '../../../shared/kernel/geo-point';
import type { Place } from '../../../shared/events/trip.shapes';
import { acceptedQuote, type OfferedQuote } from './booking';
import type { In } from './trip';
import { TripCommand, tripRule } from './trip.command';
import { DriverConsentNeeded, ItineraryRefused } from './trip.errors';

const MOST_STOPS = 7;
const PICKUP_MOVES_AT_MOST_M = 1000;
const EXTRA_TIME_WITHOUT_CONSENT = 0.25;

/** Every change of the way comes with the new price that the rider accepted. */
interface Requoted {
  readonly quote: OfferedQuote;
  /** Extra time as a share of the trip's planned time: 0.3 is 30 % longer. */
  readonly extraTimeShare?: number;
  readonly driverConsents?: boolean;
}

export class ChangeDestination extends TripCommand<Requoted & { readonly to: Place }> {
  readonly type = 'ChangeDestination';
}
export class AddStop extends TripCommand<
  Requoted & { readonly index: number; readonly stop: Place }
> {
  readonly type = 'AddStop';
}
export class RemoveStop extends TripCommand<Requoted & { readonly index: number }> {
  readonly type = 'RemoveStop';
}
export class MovePickup extends TripCommand<Requoted & { readonly to: Place }> {
  readonly type = 'MovePickup';
}

const WITH_DRIVER = ['EnRoute', 'AtPickup', 'InProgress'] as const;

export const changeDestination = tripRule(ChangeDestination, WITH_DRIVER, (command, trip) =>
  changed('destination-changed', command, trip, [...trip.stops.slice(0, -1), command.data.to]),
);

export const addStop = tripRule(AddStop, WITH_DRIVER, (command, trip) => {
  const { index, stop } = command.data;
  if (!isOpen(trip, index) || index > trip.stops.length - 1)
    throw new ItineraryRefused('No stop can be added there');
  if (trip.stops.length >= MOST_STOPS)
    throw new ItineraryRefused('The trip has all the stops it can have');
  return changed('stop-added', command, trip, trip.stops.toSpliced(index, 0, stop));
});

export const removeStop = tripRule(RemoveStop, WITH_DRIVER, (command, trip) => {
  const { index } = command.data;
  if (!isOpen(trip, index) || index >= trip.stops.length - 1)
    throw new ItineraryRefused('There is no such stop ahead');
  return changed('stop-removed', command, trip, trip.stops.toSpliced(index, 1));
});

export const movePickup = tripRule(MovePickup, ['EnRoute', 'AtPickup'], (command, trip) => {
  const { to } = command.data;
  const [from = to, ...others] = trip.stops;
  if (Math.round(metresBetween(from, to)) > PICKUP_MOVES_AT_MOST_M)
    throw new ItineraryRefused('A pickup moves by one kilometre at most');
  return changed('pickup-moved', command, trip, [to, ...others]);
});

type OnTheWay = In<(typeof WITH_DRIVER)[number]>;

/** Ahead of the driver, and not where the driver already stands. */
function isOpen(trip: OnTheWay, index: number): boolean {
  if (trip.status !== 'InProgress') return index >= 1;
  return index >= trip.nextStop + (trip.atStop === null ? 0 : 1);
}

function changed(
  kind: TripEventOf<'ItineraryChanged'>['data']['kind'],
  { data, sent }: TripCommand<Requoted>,
  trip: OnTheWay,
  stops: Place[],
): TripEventOf<'ItineraryChanged'>[] {
  const longer = (data.extraTimeShare ?? 0) > EXTRA_TIME_WITHOUT_CONSENT;
  if (longer && !data.driverConsents) throw new DriverConsentNeeded();
  const quote = acceptedQuote(data.quote, sent.occurredAt);
  const version = trip.itineraryVersion + 1;
  return [{ type: 'ItineraryChanged', data: { tripId: trip.tripId, kind, version, stops, quote } }];
}
