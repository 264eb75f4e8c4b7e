import { latLngToCell } from 'h3-js';
import { v5 as uuid } from 'uuid';
import { metresBetween } from './geometry.mjs';
import { chanceOf, later, NAMESPACE, now, oneOf, pad, record } from './trip-recorder.mjs';

const FIRST_NAMES =
  'Ana Ben Carla Dev Elif Femi Grace Hugo Ines Jun Kofi Lena Marco Nadia Omar'.split(' ');
const LAST_NAMES = 'Adler Brooks Chen Diaz Evans Fischer Gupta Haddad Ivanov Jones Kim Lopez'.split(
  ' ',
);
/** Until then one button meant both the arrival and the start, and amounts were floats. */
const FIRST_AGE_ENDS = '2012-01-01';
const CANCELLED_BECAUSE = [
  ['rider', 'waited too long for the car'],
  ['rider', 'my plans changed'],
  ['rider', 'too expensive'],
  ['rider', 'wrong pickup address'],
  ['driver', 'car breakdown'],
  ['ops', 'duplicate booking'],
];

/**
 * What earlier versions of the platform would have recorded of a ride, its names and chances drawn from the seed.
 * Each event has its stream, id, type, version, data and metadata, as `hailstream import` reads them.
 */
export function historyOf(ride, zoneId, seed) {
  const tripId = uuid(`${seed}/${ride.row}`, NAMESPACE);
  const trip = {
    ...ride,
    tripId,
    chance: chanceOf(tripId, seed),
    events: [],
    at: ride.at.getTime(),
  };
  trip.requestedAt = ride.at.toISOString();
  trip.market = {
    cityId: 'nyc',
    zoneId,
    cell: latLngToCell(ride.pickup.lat, ride.pickup.lon, 8),
    product: 'standard',
    requestedAt: trip.requestedAt,
  };
  trip.firstAge = trip.requestedAt < FIRST_AGE_ENDS;
  trip.riderId = `rider-${pad(Math.floor(trip.chance() * 4000))}`;
  trip.driverId = `driver-${pad(Math.floor(trip.chance() * 1000))}`;
  trip.fate = trip.chance();
  request(trip);
  if (trip.fate < 0.06) cancel(trip, 'unassigned');
  else live(trip);
  return trip.events;
}

function live(trip) {
  later(trip, 2);
  record(trip, 'MatchingStarted', 1, { attempt: 1 });
  if (trip.fate < 0.08) {
    later(trip, 150);
    const unfulfilled = { reason: 'NO_SUPPLY', surgeLevel: 1.5, retryAfterS: 120 };
    return record(trip, 'TripUnfulfilled', 1, unfulfilled);
  }
  later(trip, 5 + trip.chance() * 30);
  const comesInS = 90 + Math.round(trip.chance() * 500);
  record(trip, 'DriverAssigned', 1, {
    assignmentNo: 1,
    offerId: `offer-1-${trip.tripId}`,
    driverId: trip.driverId,
    vehicleId: trip.driverId.replace('driver', 'car'),
    promisedPickupAt: new Date(trip.at + comesInS * 1000).toISOString(),
  });
  later(trip, comesInS / 2);
  if (trip.fate < 0.12) return cancel(trip, 'en-route');
  later(trip, comesInS / 2);
  return ride(trip);
}

function request(trip) {
  const place = ({ lat, lon }) => ({ text: `${lat.toFixed(4)}, ${lon.toFixed(4)}`, lat, lon });
  const [pickup, drop] = [place(trip.pickup), place(trip.drop)];
  const common = {
    riderId: trip.riderId,
    riderName: `${oneOf(FIRST_NAMES, trip)} ${oneOf(LAST_NAMES, trip)}`,
    quotedAmount: trip.fare,
    payBy: trip.chance() < 0.15 ? 'cash' : 'card',
    pin: pad(Math.floor(trip.chance() * 10_000)),
  };
  trip.payBy = common.payBy;
  const actor = { type: 'rider', id: trip.riderId };
  if (trip.firstAge) record(trip, 'TripRequested', 1, { ...common, pickup, drop }, actor);
  else record(trip, 'TripRequested', 2, { ...common, stops: [pickup, drop] }, actor);
}

function cancel(trip, stage) {
  later(trip, 20 + trip.chance() * 60);
  const reasons = CANCELLED_BECAUSE.filter(([by]) => by !== 'driver' || stage === 'en-route');
  const [cancelledBy, reason] = oneOf(reasons, trip);
  const ids = { rider: trip.riderId, driver: trip.driverId, ops: 'ops-desk' };
  const actor = { type: cancelledBy, id: ids[cancelledBy] };
  record(trip, 'TripCancelled', 1, { cancelledBy, reason, stage }, actor);
}

function ride(trip) {
  const driver = { type: 'driver', id: trip.driverId };
  const arrivedAt = now(trip);
  const waitS = 10 + Math.round(trip.chance() * 170);
  if (!trip.firstAge)
    record(trip, 'DriverArrived', 1, { at: arrivedAt, distanceM: 20, method: 'manual' }, driver);
  later(trip, waitS);
  if (trip.firstAge) {
    record(trip, 'RiderPickedUp', 1, { arrivedAt, pickedUpAt: now(trip) }, driver);
  } else {
    const started = {
      arrivedAt,
      startedAt: now(trip),
      checkedBy: 'pin',
      location: null,
      odometerM: null,
    };
    record(trip, 'TripStarted', 1, started, driver);
  }
  const distanceM = Math.round(metresBetween(trip.pickup, trip.drop) * 1.35);
  const durationS = Math.round(distanceM / (3.5 + trip.chance() * 6));
  later(trip, durationS);
  const ended = { endedAt: now(trip), endedBy: 'driver', distanceM, durationS, waitS };
  record(trip, 'TripEnded', 1, ended, driver);
  later(trip, 5);
  if (trip.firstAge) record(trip, 'FareFinalised', 1, { amount: trip.fare });
  else
    record(trip, 'FareFinalised', 2, { amountMinor: Math.round(trip.fare * 100), currency: 'USD' });
  later(trip, 10);
  record(trip, 'TripSettled', 1, { mode: trip.payBy === 'cash' ? 'cash' : 'captured' });
}
