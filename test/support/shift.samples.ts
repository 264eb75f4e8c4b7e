import type { Actor } from '../../src/shared/kernel/actor';
import type { DriverId, TripId, VehicleId } from '../../src/shared/kernel/ids';
import { secondsAfter, type Instant } from '../../src/shared/kernel/time';
import type { ShiftEvent, ShiftEventOf } from '../../src/shared/events/shift.events';
import { AbandonStart } from '../../src/write/drivers/shift/domain/abandon-start';
import { Commit } from '../../src/write/drivers/shift/domain/commit';
import { Free } from '../../src/write/drivers/shift/domain/free';
import { ForceOffline, GoOffline } from '../../src/write/drivers/shift/domain/go-offline';
import { GoOnline, type StartFacts } from '../../src/write/drivers/shift/domain/go-online';
import { HonourAcceptance } from '../../src/write/drivers/shift/domain/honour-acceptance';
import { LoseComms, RestoreComms } from '../../src/write/drivers/shift/domain/lose-comms';
import { Release } from '../../src/write/drivers/shift/domain/release';
import { RenewEligibility } from '../../src/write/drivers/shift/domain/renew-eligibility';
import { Reserve } from '../../src/write/drivers/shift/domain/reserve';
import { ReserveNext } from '../../src/write/drivers/shift/domain/reserve-next';
import { Arrive, Begin } from '../../src/write/drivers/shift/domain/ride';
import type { ShiftCommand } from '../../src/write/drivers/shift/domain/shift.command';
import { Pause, Resume } from '../../src/write/drivers/shift/domain/take-a-break';
import { sentBy } from './trip-command.samples';
import { at, bob, olga, system } from './trip.samples';

export const bobId = bob.id as string as DriverId;
const bobsCar = 'car-of-bob' as VehicleId;
export const [first, second] = ['trip-ada-1', 'trip-eve-1'] as [TripId, TripId];
const later = at('23:00:00');

type Data<Type extends ShiftEvent['type']> = ShiftEventOf<Type>['data'];

/** A builder of one kind of event: the usual one, or with the given facts instead. */
function sample<Type extends ShiftEvent['type']>(type: Type, usual: Data<Type>) {
  return (change: Partial<Data<Type>> = {}) =>
    ({ type, data: { ...usual, ...change } }) as unknown as ShiftEventOf<Type>;
}

const shift = { driverId: bobId, shiftNo: 1, cityId: 'nyc' };
const facts = (time: string) => ({ ...shift, at: at(time) });
const offer = { offerId: 'offer-1', tripId: first };

export const started = sample('ShiftStarted', {
  ...{ ...facts('04:00:00'), vehicleId: bobsCar, tiers: ['economy', 'premium'], seats: 4 },
  ...{ wheelchair: false, childSeat: false, forwardDispatch: true, hoursPolicy: 'new-york' },
  ...{ eligibleUntil: later, odometerM: null },
});
export const startAbandoned = sample('ShiftStartAbandoned', {
  ...{ ...facts('04:00:30'), vehicleId: bobsCar },
});
export const renewed = sample('EligibilityRenewed', {
  ...{ ...facts('04:10:00'), eligibleUntil: '2014-05-01T00:00:00.000Z' },
});
export const reserved = sample('DriverReserved', {
  ...{ ...facts('04:11:00'), ...offer, until: at('04:11:15') },
});
export const released = sample('ReservationReleased', {
  ...{ ...facts('04:11:10'), ...offer, cause: 'declined' },
});
export const committed = sample('DriverCommitted', {
  ...{ ...facts('04:11:10'), ...offer, vehicleId: bobsCar },
});
export const missed = sample('CommitmentMissed', { ...facts('04:11:10'), ...offer });
export const atPickup = sample('DriverAtPickup', { ...facts('04:16:00'), tripId: first });
export const onTrip = sample('DriverOnTrip', { ...facts('04:18:00'), tripId: first });
export const nextReserved = sample('NextTripReserved', {
  ...{ ...facts('04:31:00'), offerId: 'offer-2', tripId: second },
  ...{ until: at('04:31:15'), remainingS: 240 },
});
export const nextReleased = sample('NextTripReleased', {
  ...{ ...facts('04:31:10'), offerId: 'offer-2', tripId: second, cause: 'declined' },
});
export const queued = sample('NextTripQueued', {
  ...{ ...facts('04:31:10'), offerId: 'offer-2', tripId: second },
  ...{ vehicleId: bobsCar, remainingS: 240 },
});
export const dropped = sample('NextTripDropped', {
  ...{ ...facts('04:32:00'), tripId: second, cause: 'cancelled' },
});
export const freed = sample('DriverFreed', {
  ...{ ...facts('04:35:00'), tripId: first, cause: 'completed', distanceM: 4200, nextTripId: null },
});
export const breakStarted = sample('BreakStarted', { ...facts('05:00:00'), auto: false });
export const breakEnded = sample('BreakEnded', facts('05:30:00'));
export const commsLost = sample('CommsLost', { ...facts('04:10:00'), lastPingAt: at('04:09:00') });
export const commsRestored = sample('CommsRestored', facts('04:12:00'));
export const endRequested = sample('ShiftEndRequested', {
  ...{ ...facts('04:20:00'), by: 'driver', cause: 'wanted' },
});
export const ended = sample('ShiftEnded', {
  ...{ ...facts('06:00:00'), vehicleId: bobsCar, endedBy: 'driver', cause: 'wanted' },
  ...{ onlineS: 7200, breakS: 0, openS: 7200, enRouteS: 0, onTripS: 0, km: null },
  kmWithPassenger: 0,
});
/** Bob has accepted Ada's trip. */
export const enRoute = [started(), reserved(), committed()] as const;
export const driving = [...enRoute, atPickup(), onTrip()] as const;

/** A builder of one kind of command: the usual one, or with other data, from another person, at another time. */
function command<C extends ShiftCommand>(
  Class: new (driverId: DriverId, data: C['data'], sent: ReturnType<typeof sentBy>) => C,
  usual: C['data'],
  usualActor: Actor,
  usualTime: Instant,
) {
  return (change: Partial<C['data']> = {}, actor = usualActor, time = usualTime) =>
    new Class(bobId, { ...usual, ...change }, sentBy(actor, time));
}

export const startFacts: StartFacts = {
  cityId: 'nyc',
  driver: { isActive: true, papersUntil: later, blockedTiers: [] },
  car: {
    ...{ vehicleId: bobsCar, isApproved: true, inspectedUntil: '2014-06-01T00:00:00.000Z' },
    ...{ tiers: ['economy', 'premium'], seats: 4, wheelchair: false, childSeat: false },
  },
};
export const goOnline = command(
  GoOnline,
  { shiftNo: 1, facts: startFacts, forwardDispatch: true },
  ...([bob, at('04:00:00')] as const),
);
export const abandonStart = command(
  AbandonStart,
  { shiftNo: 1, vehicleId: bobsCar, cityId: 'nyc' },
  ...([system, at('04:00:30')] as const),
);
export const renew = command(
  RenewEligibility,
  { eligibleUntil: '2014-05-01T00:00:00.000Z' },
  ...([system, at('04:10:00')] as const),
);
export const reserve = command(
  Reserve,
  { ...offer, until: at('04:11:15'), pickupS: 300, rideS: 900 },
  ...([system, at('04:11:00')] as const),
);
export const release = command(
  Release,
  { offerId: 'offer-1', cause: 'declined' },
  ...([system, at('04:11:10')] as const),
);
export const honour = command(HonourAcceptance, offer, system, at('04:11:10'));
export const commit = command(Commit, { offerId: 'offer-1' }, system, at('04:11:10'));
export const arrive = command(Arrive, { tripId: first }, system, at('04:16:00'));
export const begin = command(Begin, { tripId: first }, system, at('04:18:00'));
export const reserveNext = command(
  ReserveNext,
  {
    ...{ offerId: 'offer-2', tripId: second, until: at('04:31:15') },
    ...{ remainingS: 240, pickupS: 120, rideS: 600 },
  },
  ...([system, at('04:31:00')] as const),
);
export const free = command(
  Free,
  { tripId: first, cause: 'completed', distanceM: 4200 },
  ...([system, at('04:35:00')] as const),
);
export const pause = command(Pause, {}, bob, at('05:00:00'));
export const resume = command(Resume, {}, bob, at('05:30:00'));
export const loseComms = command(
  LoseComms,
  { lastPingAt: at('04:09:00') },
  ...([system, at('04:10:00')] as const),
);
export const restoreComms = command(RestoreComms, {}, system, at('04:12:00'));
export const goOffline = command(GoOffline, {}, bob, at('06:00:00'));
export const forceOffline = command(
  ForceOffline,
  { cause: 'DOCUMENT_EXPIRED' },
  ...([olga, at('06:00:00')] as const),
);

export const minutesAfter = (time: Instant, minutes: number) => secondsAfter(time, minutes * 60);
