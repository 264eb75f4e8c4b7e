import { DOCUMENT_KINDS } from '../../src/shared/events/driver.shapes';

/** What clients send around drivers, cars and shifts: a body by its route, each well formed. */
const VALID_UNTIL = '2099-01-01T00:00:00.000Z';
const offer = { offerId: 'offer-1', tripId: 'trip-ada-1' };
const spanS = { pickupS: 300, rideS: 900 };
const [kind] = DOCUMENT_KINDS;
const statement = 'The app was down';

const driver = {
  'submit-document': { kind, documentNo: 'B 123 456 789', scanRef: 'scan-1' },
  'verify-document': { kind, validUntil: VALID_UNTIL },
  'reject-document': { kind, reason: 'Not to be read' },
  activate: {},
  suspend: { reasonCode: 'COMPLAINTS', until: VALID_UNTIL, reviewable: true },
  'request-review': { statement },
  'decide-review': { outcome: 'lifted', statement },
  'lift-suspension': {},
  deactivate: { statement },
  'review-standing': { rating: 4.6, ratedRides: 120, recentRatings: 12, recentLowRatings: 1 },
  'block-pair': { riderId: 'ada', reasonCode: 'ARGUMENT' },
  'unblock-pair': { riderId: 'ada' },
};

const vehicle = {
  inspect: { passed: true, validUntil: VALID_UNTIL },
  approve: { tiers: ['economy', 'premium'] },
  lapse: {},
  retire: { reasonCode: 'SOLD' },
  share: { driverId: 'cleo' },
  unshare: { driverId: 'cleo' },
  release: { driverId: 'bob', shiftNo: 1 },
};

const shift = {
  'go-online': { vehicleId: 'car-of-bob', forwardDispatch: true },
  pause: {},
  resume: {},
  'lose-comms': { lastPingAt: '2014-04-01T04:09:00.000Z' },
  'restore-comms': {},
  'go-offline': {},
  'force-offline': { cause: 'LOST_PROPERTY' },
  reserve: { ...offer, ...spanS, until: VALID_UNTIL },
  release: { offerId: 'offer-1', cause: 'declined' },
  commit: { offerId: 'offer-1' },
  arrive: { tripId: 'trip-ada-1' },
  begin: { tripId: 'trip-ada-1' },
  'reserve-next': { ...offer, ...spanS, until: VALID_UNTIL, remainingS: 240 },
  free: { tripId: 'trip-ada-1', cause: 'completed', distanceM: 4200 },
};

const answers = {
  accept: {},
  decline: { reason: 'TOO_FAR' },
  delivered: { channel: 'SSE' },
};

export const application = { cityId: 'nyc', name: 'Bob Baker', phone: '+1 212 555 0142' };
export const car = {
  ...{ ownerId: 'bob', cityId: 'nyc', tiers: ['economy'], seats: 4, wheelchair: false },
  ...{ year: 2012, plate: 'T623155C', vin: '1HGCM82633A004352' },
};

const ping = {
  ...{ lat: 40.769, lon: -73.9549, at: '2014-04-01T04:11:00.000Z', accuracyM: 8 },
  ...{ heading: 270, speedMps: 7.5 },
};

const under = (path: string, bodies: Readonly<Record<string, object>>) =>
  Object.fromEntries(Object.entries(bodies).map(([name, body]) => [`POST ${path}/${name}`, body]));

/** By method and path, as the OpenAPI document names them. */
export const driverBodies: Readonly<Record<string, object>> = {
  ...under('/v1/drivers/{driverId}', driver),
  ...under('/v1/drivers/{driverId}/shift', shift),
  ...under('/v1/drivers/{driverId}/offers/{offerId}', answers),
  ...under('/v1/vehicles/{vehicleId}', vehicle),
  'POST /v1/drivers/{driverId}/pings': { points: [ping] },
  'PUT /v1/drivers/{driverId}': application,
  'PUT /v1/vehicles/{vehicleId}': car,
};
