import { specFor } from '#test/spec-for';
import { offered, schedule } from '#test/trip-command.samples';
import { ada, at, eve, scheduled } from '#test/trip.samples';
import { secondsAfter } from '../../../shared/kernel/time';
import { tripDecider } from './trip.decider';
import { PickupTimeOutOfRange, QuoteExpired, TripNotYours } from './trip.errors';

const { given } = specFor(tripDecider);
const now = at('04:11:00');
const HALF_AN_HOUR_S = 1800;
const NINETY_DAYS_S = 7_776_000;

describe('scheduling a trip', () => {
  it('books it for later', () => given().when(schedule()).then(scheduled()));

  it.each([
    ['exactly half an hour', HALF_AN_HOUR_S],
    ['exactly ninety days', NINETY_DAYS_S],
  ])('accepts a pickup %s ahead', (_, seconds) => {
    const pickupAt = secondsAfter(now, seconds);
    given().when(schedule({ pickupAt })).then(scheduled({ pickupAt }));
  });

  it.each([
    ['a second less than half an hour ahead', HALF_AN_HOUR_S - 1],
    ['a second more than ninety days ahead', NINETY_DAYS_S + 1],
    ['in the past', -1],
  ])('refuses a pickup %s', (_, seconds) =>
    given()
      .when(schedule({ pickupAt: secondsAfter(now, seconds) }))
      .thenRefused(PickupTimeOutOfRange),
  );

  it('refuses an expired quote', () =>
    given()
      .when(schedule({ quote: { ...offered, validUntil: at('04:10:59') } }, ada))
      .thenRefused(QuoteExpired));

  it('refuses a rider who books in the name of another', () =>
    given().when(schedule({}, eve)).thenRefused(TripNotYours));
});
