import { AcceptOffer, DeclineOffer } from '../../dist/src/write/dispatch/domain/answer-offer.js';
import { dispatchDecider } from '../../dist/src/write/dispatch/domain/dispatch.decider.js';
import { offerIdOf } from '../../dist/src/write/dispatch/domain/offer-id.js';
import { ExtendOffers } from '../../dist/src/write/dispatch/domain/extend-offers.js';
import { ForceOffline, GoOffline } from '../../dist/src/write/drivers/shift/domain/go-offline.js';
import { GoOnline } from '../../dist/src/write/drivers/shift/domain/go-online.js';
import { LoseComms, RestoreComms } from '../../dist/src/write/drivers/shift/domain/lose-comms.js';
import { Release } from '../../dist/src/write/drivers/shift/domain/release.js';
import { Reserve } from '../../dist/src/write/drivers/shift/domain/reserve.js';
import { ReserveNext } from '../../dist/src/write/drivers/shift/domain/reserve-next.js';
import { shiftDecider } from '../../dist/src/write/drivers/shift/domain/shift.decider.js';
import { Pause, Resume } from '../../dist/src/write/drivers/shift/domain/take-a-break.js';
import { CancelTrip } from '../../dist/src/write/trip/domain/cancel-trip.js';
import { CompleteTrip } from '../../dist/src/write/trip/domain/complete-trip.js';
import { MarkArrived } from '../../dist/src/write/trip/domain/mark-arrived.js';
import { RequestTrip } from '../../dist/src/write/trip/domain/request-trip.js';
import { StartMatching } from '../../dist/src/write/trip/domain/start-matching.js';
import { StartTrip } from '../../dist/src/write/trip/domain/start-trip.js';
import { tripDecider } from '../../dist/src/write/trip/domain/trip.decider.js';
import {
  CancelByDriver,
  ReassignDriver,
  RevokeDeferred,
} from '../../dist/src/write/trip/domain/unassign-driver.js';
import { RacingWorld } from './dispatch-world.mjs';

const FOREVER = '2099-01-01T00:00:00.000Z';
const pickup = { placeRef: 'pickup', lat: 40.769, lon: -73.9549 };
const dropOff = { placeRef: 'drop-off', lat: 40.7316, lon: -73.9873 };

/**
 * Fewer drivers than riders, so that there is something to fight for. Half of the lives begin with a driver on the road,
 * with a passenger, and another rider who looks for one: chance alone hardly ever comes so far that a next trip could be
 * queued.
 */
export function settingOf(random) {
  const setting = emptySetting(random);
  if (random() < 0.5) setOut(setting, random);
  return setting;
}

function emptySetting(random) {
  const world = new RacingWorld();
  const count = (most) => 1 + Math.floor(random() * most);
  const names = (name, many) => Array.from({ length: many }, (_, index) => `${name}-${index + 1}`);
  return {
    world,
    drivers: names('driver', count(3)),
    trips: names('trip', count(4)),
    asking: [],
    tokens: 0,
  };
}

/** One driver takes one trip, and sometimes the next, and nothing comes in between. */
function setOut(setting, random) {
  const { trips, drivers } = setting;
  if (trips.length === 1) trips.push('trip-2');
  const [driverId] = drivers;
  const calm = () => 0.5;
  const [first, next] = trips.map((tripId) => ({
    ...setting,
    drivers: [driverId],
    trips: [tripId],
  }));
  const asked = [askSomebody, goOnAsking, answer];
  for (const step of [comeOnline, request, ...asked, rideOn, rideOn]) calmly(first, step, calm);
  next.tokens = first.tokens;
  const steps = [request, ...asked].slice(0, 1 + Math.floor(random() * 4));
  for (const step of steps) calmly(next, step, calm);
  setting.tokens = next.tokens;
}

function calmly(setting, step, random) {
  const { world } = setting;
  step(setting, random);
  for (let lanes = world.waiting(); lanes.length > 0; lanes = world.waiting())
    world.deliver(oneOf(lanes, random));
}

const ACTS = [
  [70, deliverOne],
  [14, askSomebody],
  [14, goOnAsking],
  [16, answer],
  [8, wait],
  [8, fireOne],
  [5, request],
  [6, comeOnline],
  [9, rideOn],
  [2, cancelByRider],
  [2, giveBack],
  [2, reassign],
  [1, revoke],
  [2, loseOrFind],
  [1, pauseOrResume],
  [1, leave],
];
const TOTAL = ACTS.reduce((sum, [share]) => sum + share, 0);

/** One thing happens. */
export function act(setting, random) {
  let left = random() * TOTAL;
  for (const [share, what] of ACTS) {
    left -= share;
    if (left < 0) return what(setting, random);
  }
  return undefined;
}

/** Everybody is heard out: what waits is taken up, and time goes by until nothing is due any more. */
export function quiesce(setting, random) {
  const { world } = setting;
  setting.asking.length = 0;
  for (let turn = 0; turn < 10_000; turn++) {
    const lanes = world.waiting();
    if (lanes.length > 0) {
      world.deliver(oneOf(lanes, random));
      continue;
    }
    const next = world.nextDueMs();
    if (next === undefined) return;
    world.nowMs = Math.max(world.nowMs, next);
    world.fire(oneOf(world.due(), random));
  }
  throw new Error('It never comes to rest');
}

const oneOf = (list, random) => list[Math.floor(random() * list.length)];
const driver = (id) => ({ type: 'driver', id });
/** Now and then a policy dies: before it has noted anything, listed its timers, sent its first or its second command. */
const death = (random) => (random() < 0.1 ? Math.floor(random() * 4) : Infinity);

function deliverOne({ world }, random) {
  const lanes = world.waiting();
  if (lanes.length > 0)
    world.deliver(oneOf(lanes, random), death(random), Math.floor(random() ** 2 * 4));
}

function fireOne({ world }, random) {
  const due = world.due();
  if (due.length > 0) world.fire(oneOf(due, random), death(random));
}

function wait({ world }, random) {
  world.nowMs += Math.floor(random() ** 3 * 20_000);
}

function request({ world, trips }, random) {
  const tripId = oneOf(trips, random);
  const booking = {
    ...{ riderId: `rider-of-${tripId}`, cityId: 'nyc', product: 'standard', boardingPin: '4711' },
    ...{ stops: [pickup, dropOff], paymentMethod: 'card', zoneId: null, cell: 'race' },
    needs: { seats: 1, wheelchair: false, childSeat: false },
    quote: { quoteId: 'quote', totalMinor: 1900, currency: 'USD', validUntil: FOREVER },
  };
  world.ask(new RequestTrip(tripId, booking, world.sent()));
  const paid = { cardAuthorised: true, cashAllowed: false };
  world.ask(new StartMatching(tripId, paid, world.sent()));
}

function comeOnline({ world, drivers }, random) {
  const driverId = oneOf(drivers, random);
  const shift = world.state(shiftDecider, driverId);
  const car = {
    ...{ vehicleId: `car-of-${driverId}`, isApproved: true, inspectedUntil: FOREVER },
    ...{ tiers: ['standard'], seats: 4, wheelchair: false, childSeat: false },
  };
  const facts = {
    ...{ cityId: 'nyc', car },
    driver: { isActive: true, papersUntil: FOREVER, blockedTiers: [] },
  };
  const forwardDispatch = random() < 0.8;
  const data = { shiftNo: (shift.lastShiftNo ?? 0) + 1, facts, forwardDispatch };
  world.ask(new GoOnline(driverId, data, world.sent(driver(driverId))));
}

/**
 * A dispatcher, one of several that do not know of each other, sees an open search and reserves for it: somebody who is
 * free, or who is about to be; what it saw of them may be over by now.
 */
function askSomebody(setting, random) {
  const { world, drivers, trips, asking } = setting;
  const tripId = oneOf(trips, random);
  const { attempt } = world.state(tripDecider, tripId);
  if (!attempt) return;
  const search = world.state(dispatchDecider, `${tripId}-${attempt}`);
  if (search.status !== 'Open') return;
  const driverId = oneOf(drivers, random);
  const offerId = offerIdOf({ tripId, attempt }, search.offers.length + 1, ++setting.tokens);
  const until = new Date(world.nowMs + 17_000).toISOString();
  const what = { offerId, tripId, until, pickupS: 240, rideS: 900 };
  const { status } = world.state(shiftDecider, driverId);
  const isNext = (status === 'OnTrip') !== random() < 0.05;
  const reservation = isNext
    ? new ReserveNext(driverId, { ...what, remainingS: Math.floor(random() * 320) }, world.sent())
    : new Reserve(driverId, what, world.sent());
  if (world.ask(reservation) !== undefined) return;
  asking.push({ id: { tripId, attempt }, driverId, offerId, reservedUntil: until });
}

/** ... and asks the driver later, or lets go of them, or is never heard of again. */
function goOnAsking({ world, asking }, random) {
  if (asking.length === 0) return;
  const [{ id, driverId, offerId, reservedUntil }] = asking.splice(
    Math.floor(random() * asking.length),
    1,
  );
  if (random() < 0.1) return;
  const offer = {
    ...{ offerId, driverId, rank: 1, pickupEtaS: 240, tripEtaS: 900, payPreview: null },
    ...{ cost: 240, parts: { eta: 240 }, reservedUntil },
  };
  const ranking = {
    ...{ tick: 1, snapshotAt: world.now, weightsVersion: 'race', mode: 'batch-v1' },
    candidates: [{ driverId, etaS: 240, etaSource: 'distance', parts: { eta: 240 }, cost: 240 }],
  };
  const extend = new ExtendOffers(id, { ranking, offers: [offer] }, world.sent());
  if (world.ask(extend) === undefined || random() < 0.1) return;
  world.ask(new Release(driverId, { offerId, cause: 'failed' }, world.sent()));
}

/** Anybody who was ever asked answers, in time or not, first or not, again or not. */
function answer({ world }, random) {
  const asked = world.events.filter(({ type }) => type === 'OfferExtended');
  if (asked.length === 0) return;
  // Rather the last than the first.
  const { data } = asked[Math.floor((1 - random() ** 3) * asked.length)] ?? asked.at(-1);
  const { tripId, attempt, offerId, driverId } = data;
  const [id, sent] = [{ tripId, attempt }, world.sent(driver(driverId))];
  if (random() < 0.75) world.ask(new AcceptOffer(id, { offerId }, sent));
  else world.ask(new DeclineOffer(id, { offerId, reason: 'TOO_FAR' }, sent));
}

/** The next thing that a driver does on their trip. */
function rideOn({ world, trips }, random) {
  const tripId = oneOf(trips, random);
  const trip = world.state(tripDecider, tripId);
  const by = trip.assignment ? driver(trip.assignment.driverId) : undefined;
  const arrival = { location: pickup, lastPingAt: world.now, method: 'geofence' };
  const driven = {
    ...{ actualDistanceM: 5000, tolls: [], skippedStops: [], gpsQuality: 'good' },
  };
  if (trip.status === 'EnRoute') world.ask(new MarkArrived(tripId, arrival, world.sent(by)));
  if (trip.status === 'AtPickup') world.ask(new StartTrip(tripId, { pin: '4711' }, world.sent(by)));
  if (trip.status === 'InProgress') world.ask(new CompleteTrip(tripId, driven, world.sent(by)));
}

function cancelByRider({ world, trips }, random) {
  const tripId = oneOf(trips, random);
  const rider = { type: 'rider', id: `rider-of-${tripId}` };
  world.ask(new CancelTrip(tripId, { reasonCode: 'WAIT_TOO_LONG' }, world.sent(rider)));
}

function giveBack({ world, trips }, random) {
  const tripId = oneOf(trips, random);
  const { assignment } = world.state(tripDecider, tripId);
  if (!assignment) return;
  const wish = { reasonCode: 'CAR_TROUBLE', rematch: random() < 0.8 };
  world.ask(new CancelByDriver(tripId, wish, world.sent(driver(assignment.driverId))));
}

function reassign({ world, trips }, random) {
  const tripId = oneOf(trips, random);
  const why = { reasonCode: 'LATE', fault: 'unknown' };
  world.ask(new ReassignDriver(tripId, why, world.sent({ type: 'ops', id: 'olga' })));
}

/** The trip before has become longer, as far as a dispatcher has seen. */
function revoke({ world, trips }, random) {
  const tripId = oneOf(trips, random);
  const { assignmentNo = 0 } = world.state(tripDecider, tripId);
  const seen = random() < 0.8 ? assignmentNo : assignmentNo - 1;
  world.ask(new RevokeDeferred(tripId, { assignmentNo: seen }, world.sent()));
}

function loseOrFind({ world, drivers }, random) {
  const driverId = oneOf(drivers, random);
  const lastPingAt = new Date(world.nowMs - 61_000).toISOString();
  const command = random() < 0.5 ? LoseComms : RestoreComms;
  world.ask(new command(driverId, { lastPingAt }, world.sent()));
}

function pauseOrResume({ world, drivers }, random) {
  const driverId = oneOf(drivers, random);
  const command = random() < 0.5 ? Pause : Resume;
  world.ask(new command(driverId, {}, world.sent(driver(driverId))));
}

function leave({ world, drivers }, random) {
  const driverId = oneOf(drivers, random);
  const by = random() < 0.5 ? driver(driverId) : { type: 'ops', id: 'olga' };
  if (by.type === 'ops') world.ask(new ForceOffline(driverId, { cause: 'TEST' }, world.sent(by)));
  else world.ask(new GoOffline(driverId, {}, world.sent(by)));
}
