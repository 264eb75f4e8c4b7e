import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { VehicleId } from '../../../../shared/kernel/ids';
import { secondsAfter, type Instant } from '../../../../shared/kernel/time';
import {
  hoursLeftS,
  hoursPolicyOf,
  noWork,
  restEnds,
} from '../../../../shared/kernel/working-hours';
import type { In } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { ShiftHoursExhausted, ShiftNotEligible, ShiftStartOvertaken } from './shift.errors';

/** Papers have to last for as long as a first trip may take. */
const HORIZON_S = 3600;

/** What is known of driver and car when they want to begin: other streams say it, so it comes in with the command. */
export interface StartFacts {
  readonly cityId: string;
  readonly driver: {
    readonly isActive: boolean;
    /** When the first of the papers that are needed runs out; null while one is missing. */
    readonly papersUntil: Instant | null;
    /** Tiers that the driver may not serve for now. */
    readonly blockedTiers: readonly string[];
  };
  readonly car: {
    readonly vehicleId: VehicleId;
    readonly isApproved: boolean;
    readonly inspectedUntil: Instant | null;
    readonly tiers: readonly string[];
    readonly seats: number;
    readonly wheelchair: boolean;
    readonly childSeat: boolean;
  };
}

export class GoOnline extends ShiftCommand<{
  /** Under which number the car is held. */
  readonly shiftNo: number;
  readonly facts: StartFacts;
  /** Whether the next trip may be offered before this one has ended. */
  readonly forwardDispatch: boolean;
  readonly odometerM?: number;
}> {
  readonly type = 'GoOnline';
}

export const goOnline = shiftRule(GoOnline, ['Unknown', 'Offline'], (command, shift) => {
  const { driverId, data, sent } = command;
  const { shiftNo, facts, forwardDispatch, odometerM = null } = data;
  const at = sent.occurredAt;
  const { cityId, car } = facts;
  const eligible = eligibleFor(facts, at);
  refuseWithoutHours(shift, cityId, at);
  const lastShiftNo = shift.status === 'Unknown' ? 0 : shift.lastShiftNo;
  if (shiftNo !== lastShiftNo + 1) throw new ShiftStartOvertaken(lastShiftNo);
  const { vehicleId, seats, wheelchair, childSeat } = car;
  const started: ShiftEvent = {
    type: 'ShiftStarted',
    data: {
      ...{ driverId, shiftNo, cityId, at, vehicleId, seats, wheelchair, childSeat, ...eligible },
      ...{ forwardDispatch, hoursPolicy: hoursPolicyOf(cityId), odometerM },
    },
  };
  return [started];
});

/** @throws ShiftNotEligible with everything that stands in the way */
function eligibleFor({ driver, car }: StartFacts, at: Instant) {
  const horizon = secondsAfter(at, HORIZON_S);
  const lasts = (until: Instant | null): until is Instant => until !== null && until > horizon;
  const tiers = car.tiers.filter((tier) => !driver.blockedTiers.includes(tier));
  const { papersUntil } = driver;
  const { inspectedUntil } = car;
  const faults: readonly (readonly [string, boolean])[] = [
    ['DRIVER_NOT_ACTIVE', !driver.isActive],
    ['DOCUMENTS_NOT_VALID', !lasts(papersUntil)],
    ['VEHICLE_NOT_APPROVED', !car.isApproved],
    ['VEHICLE_INSPECTION_NOT_VALID', !lasts(inspectedUntil)],
    ['BLOCKED_FOR_ITS_TIERS', tiers.length === 0],
  ];
  const reasons = faults.flatMap(([reason, isSo]) => (isSo ? [reason] : []));
  if (reasons.length > 0 || papersUntil === null || inspectedUntil === null) {
    throw new ShiftNotEligible(reasons);
  }
  return { tiers, eligibleUntil: papersUntil < inspectedUntil ? papersUntil : inspectedUntil };
}

function refuseWithoutHours(shift: In<'Unknown' | 'Offline'>, cityId: string, at: Instant): void {
  const policy = hoursPolicyOf(cityId);
  const work = restEnds(shift.status === 'Unknown' ? noWork : shift.work, at);
  const left = hoursLeftS(policy, cityId, work, at);
  if (left <= 0) throw new ShiftHoursExhausted(policy, -left);
}
