/** What clients send to carry a trip through its life: bodies by command, all well formed. */
const places = {
  lenoxHill: { lat: 40.769, lon: -73.9549, placeRef: 'place-lenox-hill' },
  eastVillage: { lat: 40.7316, lon: -73.9873, placeRef: 'place-east-village' },
  unionSquare: { lat: 40.7359, lon: -73.9911 },
  grandCentral: { lat: 40.7527, lon: -73.9772 },
  corner: { lat: 40.7698, lon: -73.9549 },
};

const quote = {
  ...{ quoteId: 'quote-1', totalMinor: 1900, currency: 'USD' },
  validUntil: '2099-01-01T00:00:00.000Z',
};
export const requote = { ...quote, quoteId: 'quote-2', totalMinor: 2300 };

export const booking = {
  ...{ cityId: 'nyc', product: 'economy', stops: [places.lenoxHill, places.eastVillage] },
  ...{ quote, paymentMethod: 'card', boardingPin: '4711' },
};

const PROMISED = '2099-01-01T00:06:00.000Z';
const FRESH_PING = '2099-01-01T00:00:00.000Z';

/** The body of each `POST /v1/trips/{tripId}/{command}`, as it is usually sent. */
export const bodies = {
  schedule: { ...booking, pickupAt: '2099-01-01T09:00:00.000Z' },
  activate: {},
  'start-matching': { cardAuthorised: true, cashAllowed: false },
  assign: {
    ...{ attempt: 1, offerId: 'offer-1', driverId: 'bob', vehicleId: 'car-of-bob' },
    promisedPickupAt: PROMISED,
  },
  'give-up': { reason: 'NO_SUPPLY', surgeLevel: 1.5, retryAfterS: 120 },
  reassign: { reasonCode: 'DRIVER_STALLED', fault: 'driver' },
  arrive: { location: places.corner, lastPingAt: FRESH_PING, method: 'geofence' },
  'attempt-contact': { channel: 'call' },
  'allow-no-show': {},
  start: { pin: '4711' },
  'arrive-stop': { index: 1 },
  'depart-stop': { index: 1 },
  'change-destination': { to: places.unionSquare, quote: requote },
  'add-stop': { index: 1, stop: places.grandCentral, quote: requote },
  'remove-stop': { index: 1, quote: requote },
  'move-pickup': { to: places.corner, quote: requote },
  complete: { actualDistanceM: 6200, gpsQuality: 'good' },
  'no-show': { location: places.corner },
  abort: { reasonCode: 'ACCIDENT' },
  cancel: { reasonCode: 'PLANS_CHANGED' },
  'finalise-fare': {
    ...{ lines: [{ code: 'distance', amountMinor: 1900 }], totalMinor: 1900 },
    ...{ currency: 'USD', reasonCode: 'QUOTE_HELD' },
  },
  settle: { mode: 'captured' },
  'force-transition': { to: 'Cancelled', reason: 'Entered twice', ticket: 'OPS-77' },
  'approve-transition': { ticket: 'OPS-77' },
} as const;

export type CommandName = keyof typeof bodies;
export const commandNames = Object.keys(bodies) as CommandName[];
