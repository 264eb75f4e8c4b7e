import { AbortTrip } from '../../dist/src/write/trip/domain/abort-trip.js';
import { AssignDriver } from '../../dist/src/write/trip/domain/assign-driver.js';
import { AttemptContact } from '../../dist/src/write/trip/domain/attempt-contact.js';
import { CancelTrip } from '../../dist/src/write/trip/domain/cancel-trip.js';
import { ChangeDestination } from '../../dist/src/write/trip/domain/change-itinerary.js';
import { CompleteTrip } from '../../dist/src/write/trip/domain/complete-trip.js';
import { FinaliseFare } from '../../dist/src/write/trip/domain/finalise-fare.js';
import { MarkArrived } from '../../dist/src/write/trip/domain/mark-arrived.js';
import { RequestTrip } from '../../dist/src/write/trip/domain/request-trip.js';
import { SettleTrip } from '../../dist/src/write/trip/domain/settle-trip.js';
import { StartMatching } from '../../dist/src/write/trip/domain/start-matching.js';
import { StartTrip } from '../../dist/src/write/trip/domain/start-trip.js';
import {
  CancelByDriver,
  ReassignDriver,
} from '../../dist/src/write/trip/domain/unassign-driver.js';

const pickup = { placeRef: 'place-lenox-hill', lat: 40.769, lon: -73.9549 };
const dropOff = { placeRef: 'place-east-village', lat: 40.7316, lon: -73.9873 };
const validUntil = '2099-01-01T00:00:00.000Z';
const quote = { quoteId: 'quote-1', totalMinor: 1900, currency: 'USD', validUntil };

const offer = (driver, attempt) => ({
  ...{ attempt, offerId: `offer-${attempt}`, driverId: driver, vehicleId: `car-of-${driver}` },
  promisedPickupAt: validUntil,
});

const booking = {
  ...{ riderId: 'ada', cityId: 'nyc', product: 'economy', stops: [pickup, dropOff], quote },
  ...{ paymentMethod: 'card', boardingPin: '4711', zoneId: 140, cell: '882a100893fffff' },
  needs: { seats: 1, wheelchair: false, childSeat: false },
};

/** What anybody may wish for a trip, the usual way of a ride more often than its ends. */
const WISHES = [
  ...Array(3).fill([RequestTrip, booking]),
  ...Array(4).fill([StartMatching, { cardAuthorised: true, cashAllowed: false }]),
  ...['bob', 'cleo'].flatMap((driver) => [1, 1, 2].map((no) => [AssignDriver, offer(driver, no)])),
  ...Array(4).fill([
    MarkArrived,
    { location: pickup, lastPingAt: '2000-01-01T00:00:00.000Z', method: 'geofence' },
  ]),
  [AttemptContact, { channel: 'call' }],
  ...Array(3).fill([StartTrip, { pin: '4711' }]),
  [StartTrip, { pin: '0000' }],
  [ChangeDestination, { to: pickup, quote: { ...quote, quoteId: 'quote-2' } }],
  ...Array(2).fill([
    CompleteTrip,
    { actualDistanceM: 6200, tolls: [], skippedStops: [], gpsQuality: 'good' },
  ]),
  ...Array(2).fill([
    FinaliseFare,
    {
      ...{ lines: [{ code: 'distance', amountMinor: 1900 }], totalMinor: 1900 },
      ...{ currency: 'USD', reasonCode: 'QUOTE_HELD' },
    },
  ]),
  ...Array(2).fill([SettleTrip, { mode: 'captured' }]),
  [CancelTrip, { reasonCode: 'PLANS_CHANGED' }],
  [CancelByDriver, { reasonCode: 'VEHICLE_PROBLEM', rematch: true }],
  [ReassignDriver, { reasonCode: 'DRIVER_STALLED', fault: 'driver' }],
  [AbortTrip, { reasonCode: 'ACCIDENT' }],
];

export const drawWish = (random) => Math.floor(random() * WISHES.length);

export const creates = (wish) => WISHES[wish][0] === RequestTrip;

/** The command of a wish; its time is part of it, so that it can be decided again when the race is judged. */
export function commandOf({ wish, tripId, commandId, occurredAt }) {
  const [Command, usual] = WISHES[wish];
  const data = Command === MarkArrived ? { ...usual, lastPingAt: occurredAt } : usual;
  return new Command(tripId, data, {
    ...{ commandId, requestHash: `wish ${wish}`, actor: { type: 'system', id: 'race' } },
    ...{ occurredAt, correlationId: commandId, causationId: commandId },
  });
}
