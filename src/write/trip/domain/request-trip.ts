import { book, type Booking } from './booking';
import { TripCommand, tripRule } from './trip.command';

export class RequestTrip extends TripCommand<Booking> {
  readonly type = 'RequestTrip';
}

export const requestTrip = tripRule(RequestTrip, ['Unrequested'], (command) => [
  { type: 'TripRequested', data: book(command) },
]);
