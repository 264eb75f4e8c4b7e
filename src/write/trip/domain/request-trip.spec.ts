import { specFor } from '#test/spec-for';
import { offered, request } from '#test/trip-command.samples';
import { ada, at, eve, market, requested, system } from '#test/trip.samples';
import { tripDecider } from './trip.decider';
import { QuoteExpired, TripInvalidTransition, TripNotYours } from './trip.errors';

const { given } = specFor(tripDecider);

describe('requesting a trip', () => {
  it('books it for the rider at the accepted price', () =>
    given().when(request()).then(requested()));

  it('accepts a pickup outside every taxi zone', () =>
    given()
      .when(request({ zoneId: null }))
      .then(requested({ market: { ...market, zoneId: null } })));

  it('accepts a quote in its very last moment', () =>
    given()
      .when(request({}, ada, offered.validUntil))
      .then(requested({ market: { ...market, requestedAt: offered.validUntil } })));

  it('refuses a quote a moment later', () =>
    given()
      .when(request({}, ada, '2014-04-01T04:16:00.001Z'))
      .thenRefused(QuoteExpired, { validUntil: at('04:16:00') }));

  it('refuses a rider who books in the name of another', () =>
    given().when(request({}, eve)).thenRefused(TripNotYours));

  it('lets the system book for a rider', () => given().when(request({}, system)).then(requested()));

  it('refuses to book the same trip twice', () =>
    given(requested())
      .when(request())
      .thenRefused(TripInvalidTransition, {
        currentState: 'Requested',
        allowedCommands: [
          ...['StartMatching', 'CancelTrip', 'ForceTransition', 'ApproveTransition', 'TakeDriver'],
        ],
      }));
});
