import type { DriverEvent, DriverEventOf } from '../../src/shared/events/driver.events';
import { DOCUMENT_KINDS, type DocumentKind } from '../../src/shared/events/driver.shapes';
import type { VehicleEvent, VehicleEventOf } from '../../src/shared/events/vehicle.events';
import type { Actor } from '../../src/shared/kernel/actor';
import type { DriverId, RiderId, VehicleId } from '../../src/shared/kernel/ids';
import type { Instant } from '../../src/shared/kernel/time';
import { sentBy } from './trip-command.samples';
import { bob, cleo } from './trip.samples';

export const bobId = bob.id as string as DriverId;
export const cleoId = cleo.id as string as DriverId;
const carId = 'car-of-bob' as VehicleId;
export const day = (date: string): Instant => `2014-${date}T10:00:00.000Z`;
export const validUntil: Instant = '2015-03-01T10:00:00.000Z';

const driver = { driverId: bobId, cityId: 'nyc', at: day('03-01') };
const car = { vehicleId: carId, ownerId: bobId, cityId: 'nyc', at: day('03-01') };
const paper = { ...driver, kind: 'driving-licence' as DocumentKind };

function sample<Type extends DriverEvent['type']>(type: Type, usual: DriverEventOf<Type>['data']) {
  return (change: Partial<DriverEventOf<Type>['data']> = {}) =>
    ({ type, data: { ...usual, ...change } }) as unknown as DriverEventOf<Type>;
}

function carSample<Type extends VehicleEvent['type']>(
  type: Type,
  usual: VehicleEventOf<Type>['data'],
) {
  return (change: Partial<VehicleEventOf<Type>['data']> = {}) =>
    ({ type, data: { ...usual, ...change } }) as unknown as VehicleEventOf<Type>;
}

export const applied = sample('DriverApplied', {
  ...{ ...driver, name: 'Bob Baker', phone: '+1 212 555 0142' },
});
export const submitted = sample('DocumentSubmitted', {
  ...{ ...paper, documentNo: 'B 123', scanRef: 'scan-1' },
});
export const reviewStarted = sample('DriverReviewStarted', driver);
export const verified = sample('DocumentVerified', { ...paper, validUntil, verifiedBy: 'olga' });
export const rejected = sample('DocumentRejected', {
  ...{ ...paper, reason: 'Not to be read', rejectedBy: 'olga' },
});
export const expiring = sample('DocumentExpiring', { ...paper, validUntil, daysLeft: 30 });
export const expired = sample('DocumentExpired', { ...paper, validUntil, at: validUntil });
export const activated = sample('DriverActivated', { ...driver, activatedBy: 'olga' });
export const suspended = sample('DriverSuspended', {
  ...{ ...driver, until: day('03-08'), reasonCode: 'COMPLAINTS' },
  ...{ reviewable: true, suspendedBy: 'olga' },
});
export const reviewRequested = sample('SuspensionReviewRequested', {
  ...{ ...driver, statement: 'It was not me' },
});
export const upheld = sample('SuspensionUpheld', {
  ...{ ...driver, statement: 'It was you', decidedByHuman: 'olga' },
});
export const reinstated = sample('DriverReinstated', {
  ...{ ...driver, cause: 'expired', by: 'dispatch', statement: null },
});
export const deactivated = sample('DriverDeactivated', {
  ...{ ...driver, statement: 'Somebody else drove', decidedByHuman: 'olga' },
});
export const standingChanged = sample('StandingChanged', {
  ...{
    ...driver,
    from: 'none',
    to: 'inform',
    reasonTag: 'LOW_RATING',
    blockedTiers: [],
    until: null,
  },
  evidence: { rating: 4.2, ratedRides: 12, recentRatings: 6, recentLowRatings: 1 },
});
export const pairBlocked = sample('PairBlocked', {
  ...{ ...driver, riderId: 'ada' as RiderId, reasonCode: 'ARGUMENT', until: null },
});
export const pairUnblocked = sample('PairUnblocked', { ...driver, riderId: 'ada' as RiderId });

/** Bob, with everything that is asked for. */
export const underReview = [
  applied(),
  ...DOCUMENT_KINDS.map((kind) => submitted({ kind })),
  reviewStarted(),
] as const;
export const active = [
  ...underReview,
  ...DOCUMENT_KINDS.map((kind) => verified({ kind })),
  activated(),
] as const;

export const registered = carSample('VehicleRegistered', {
  ...{ ...car, tiers: ['economy'], seats: 4, wheelchair: false, childSeat: false, year: 2012 },
  ...{ plate: 'T623155C', vin: '1HGCM82633A004352' },
});
export const inspected = carSample('VehicleInspected', {
  ...{ ...car, passed: true, inspectedBy: 'olga', validUntil },
});
export const approved = carSample('VehicleApproved', {
  ...{ ...car, tiers: ['economy', 'premium'], approvedBy: 'olga' },
});
export const inspectionExpiring = carSample('InspectionExpiring', {
  ...{ ...car, validUntil, daysLeft: 30 },
});
export const lapsed = carSample('VehicleLapsed', {
  ...{ ...car, cause: 'inspection-expired', heldBy: null },
});
export const retired = carSample('VehicleRetired', { ...car, reasonCode: 'SOLD', heldBy: null });
export const shared = carSample('VehicleShared', { ...car, driverId: cleoId });
export const unshared = carSample('VehicleUnshared', { ...car, driverId: cleoId });
export const held = carSample('VehicleHeld', { ...car, driverId: bobId, shiftNo: 1 });
export const released = carSample('VehicleReleased', {
  ...{ ...car, driverId: bobId, shiftNo: 1, cause: 'shift-ended' },
});
export const approvedCar = [registered(), inspected(), approved()] as const;

type Class<Id, Data, C> = new (id: Id, data: Data, sent: ReturnType<typeof sentBy>) => C;

/** Asks something of Bob; of his car. */
export const ofBob = <Data, C>(
  Command: Class<DriverId, Data, C>,
  data: Data,
  by: Actor,
  at: Instant,
) => new Command(bobId, data, sentBy(by, at));
export const ofHisCar = <Data, C>(
  Command: Class<VehicleId, Data, C>,
  data: Data,
  by: Actor,
  at: Instant,
) => new Command(carId, data, sentBy(by, at));
