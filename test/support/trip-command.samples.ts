import { ANY_CAR } from '../../src/shared/events/trip.shapes';
import type { Actor } from '../../src/shared/kernel/actor';
import type { Sent } from '../../src/shared/kernel/sent';
import type { Instant } from '../../src/shared/kernel/time';
import { AbortTrip } from '../../src/write/trip/domain/abort-trip';
import { ActivateTrip } from '../../src/write/trip/domain/activate-trip';
import { AssignDriver } from '../../src/write/trip/domain/assign-driver';
import { AllowNoShow } from '../../src/write/trip/domain/allow-no-show';
import { AttemptContact } from '../../src/write/trip/domain/attempt-contact';
import { BeginPickup } from '../../src/write/trip/domain/begin-pickup';
import type { Booking, OfferedQuote } from '../../src/write/trip/domain/booking';
import { CancelTrip } from '../../src/write/trip/domain/cancel-trip';
import {
  AddStop,
  ChangeDestination,
  MovePickup,
  RemoveStop,
} from '../../src/write/trip/domain/change-itinerary';
import { CompleteTrip } from '../../src/write/trip/domain/complete-trip';
import { ApproveTransition, ForceTransition } from '../../src/write/trip/domain/correct-trip';
import { FinaliseFare } from '../../src/write/trip/domain/finalise-fare';
import { GiveUpMatching } from '../../src/write/trip/domain/give-up-matching';
import { MarkArrived } from '../../src/write/trip/domain/mark-arrived';
import { ReportDeviation } from '../../src/write/trip/domain/report-deviation';
import { ReportNoShow } from '../../src/write/trip/domain/report-no-show';
import { ReportStalledPickup } from '../../src/write/trip/domain/report-stalled-pickup';
import { RequestTrip } from '../../src/write/trip/domain/request-trip';
import { ScheduleTrip } from '../../src/write/trip/domain/schedule-trip';
import { SettleTrip } from '../../src/write/trip/domain/settle-trip';
import { StartMatching } from '../../src/write/trip/domain/start-matching';
import { StartTrip } from '../../src/write/trip/domain/start-trip';
import { TakeDriver } from '../../src/write/trip/domain/take-driver';
import type { TripCommand } from '../../src/write/trip/domain/trip.command';
import {
  CancelByDriver,
  ReassignDriver,
  RevokeDeferred,
} from '../../src/write/trip/domain/unassign-driver';
import { ArriveAtStop, DepartStop } from '../../src/write/trip/domain/visit-stop';
import type { TripId } from '../../src/shared/kernel/ids';
import * as the from './trip.samples';

const { ada, at, bob, olga, oscar, system } = the;

/** What surrounds a command of this person at this moment. */
export function sentBy(actor: Actor, occurredAt: Instant): Sent {
  const commandId = 'command-1';
  const requestHash = 'a'.repeat(64);
  return {
    commandId,
    requestHash,
    actor,
    occurredAt,
    correlationId: commandId,
    causationId: commandId,
  };
}

type DataOf<C extends TripCommand> = C['data'];

/** A builder of one kind of command: the usual one, or with other data, from another person, at another time. */
function command<C extends TripCommand>(
  Class: new (tripId: TripId, data: DataOf<C>, sent: Sent) => C,
  usual: DataOf<C>,
  usualActor: Actor,
  usualTime: Instant,
) {
  return (
    change: Partial<DataOf<C>> = {},
    actor: Actor = usualActor,
    time: Instant = usualTime,
  ): C => new Class(the.tripId, { ...usual, ...change }, sentBy(actor, time));
}

export const offered: OfferedQuote = { ...the.quote, validUntil: at('04:16:00') };
export const reoffered: OfferedQuote = { ...the.requote, validUntil: at('04:35:00') };

const booking: Booking = {
  riderId: the.adaId,
  cityId: 'nyc',
  product: 'economy',
  zoneId: 140,
  cell: the.market.cell,
  stops: [the.lenoxHill, the.eastVillage],
  quote: offered,
  paymentMethod: 'card',
  boardingPin: the.pin,
  needs: ANY_CAR,
};

export const request = command(RequestTrip, booking, ada, at('04:11:00'));
export const schedule = command(
  ScheduleTrip,
  { ...booking, pickupAt: at('06:00:00') },
  ada,
  at('04:11:00'),
);
export const activate = command(ActivateTrip, {}, system, at('05:30:00'));
export const startMatching = command(
  StartMatching,
  { cardAuthorised: true, cashAllowed: false },
  system,
  at('04:11:02'),
);
/** What a search came to: a driver, and when they will be there. */
const found = (driver: the.DriverName, attempt: number) => ({
  ...{ attempt, offerId: `offer-${attempt}`, driverId: the.driverIdOf(driver) },
  ...{ vehicleId: the.vehicleOf(driver), promisedPickupAt: at('04:17:00') },
});
export const assign = (driver: the.DriverName = bob, attempt = 1) =>
  command(AssignDriver, found(driver, attempt), system, at('04:11:20'))();
/** @param ahead of the trip that they are on, if they are on one */
export const take = (
  driver: the.DriverName = bob,
  attempt = 1,
  ahead: { remainingS?: number } = {},
) => command(TakeDriver, { ...found(driver, attempt), ...ahead }, system, at('04:11:20'))();
export const beginPickup = (driver: the.DriverName = bob) =>
  command(BeginPickup, { driverId: the.driverIdOf(driver) }, system, at('04:15:10'))();
export const revokeDeferred = (assignmentNo = 1) =>
  command(RevokeDeferred, { assignmentNo }, system, at('04:13:00'))();
export const giveUp = command(
  GiveUpMatching,
  { reason: 'NO_SUPPLY', surgeLevel: 1.5, retryAfterS: 120 },
  system,
  at('04:14:00'),
);
export const arrive = command(
  MarkArrived,
  { location: the.lenoxHill, lastPingAt: at('04:15:58'), method: 'geofence' },
  bob,
  at('04:16:00'),
);
export const reportStalledPickup = command(
  ReportStalledPickup,
  { assignmentNo: 1, case: 'STALLED', since: at('04:11:00'), distanceM: 800 },
  system,
  at('04:15:00'),
);
export const reportDeviation = command(ReportDeviation, { distanceM: 640 }, system, at('04:25:00'));
export const contact = command(AttemptContact, { channel: 'call' }, bob, at('04:18:00'));
export const allowNoShow = command(AllowNoShow, {}, system, at('04:21:00'));
export const start = command(StartTrip, { pin: the.pin }, bob, at('04:18:00'));
export const arriveAtStop = (index: number) =>
  command(ArriveAtStop, { index }, bob, at('04:25:00'))();
export const departStop = (index: number) => command(DepartStop, { index }, bob, at('04:27:00'))();

export const changeDestination = command(
  ChangeDestination,
  { to: the.unionSquare, quote: reoffered },
  ada,
  at('04:20:00'),
);
export const addStop = command(
  AddStop,
  { index: 1, stop: the.grandCentral, quote: reoffered },
  ada,
  at('04:20:00'),
);
export const removeStop = command(RemoveStop, { index: 1, quote: reoffered }, ada, at('04:20:00'));
export const movePickup = command(
  MovePickup,
  { to: { placeRef: 'place-corner', ...the.northOf(the.lenoxHill, 90) }, quote: reoffered },
  ada,
  at('04:15:00'),
);

export const complete = command(
  CompleteTrip,
  { actualDistanceM: 6200, tolls: [], skippedStops: [], gpsQuality: 'good' },
  bob,
  at('04:35:00'),
);
export const finaliseFare = command(
  FinaliseFare,
  {
    ...{ lines: [{ code: 'distance', amountMinor: 1900 }], totalMinor: 1900 },
    ...{ currency: 'USD', reasonCode: 'QUOTE_HELD' },
  },
  system,
  at('04:35:05'),
);
export const settle = command(SettleTrip, { mode: 'captured' }, system, at('04:35:10'));
export const cancel = command(CancelTrip, { reasonCode: 'PLANS_CHANGED' }, ada, at('04:13:00'));
export const cancelByDriver = command(
  CancelByDriver,
  { reasonCode: 'VEHICLE_PROBLEM', rematch: true },
  bob,
  at('04:14:00'),
);
export const reassign = command(
  ReassignDriver,
  { reasonCode: 'DRIVER_STALLED', fault: 'driver' },
  olga,
  at('04:15:00'),
);
export const reportNoShow = command(ReportNoShow, { location: the.lenoxHill }, bob, at('04:21:00'));
export const abort = command(AbortTrip, { reasonCode: 'ACCIDENT' }, bob, at('04:24:00'));
export const force = command(
  ForceTransition,
  { to: 'Cancelled', reason: 'Entered twice', ticket: 'OPS-77' },
  olga,
  at('08:00:00'),
);
export const approve = command(ApproveTransition, { ticket: 'OPS-77' }, oscar, at('08:05:00'));
