import type { TripId } from '../../../../shared/kernel/ids';
import { factsOf } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';
import { OtherTrip } from './shift.errors';

/** The driver stands at the pickup. */
export class Arrive extends ShiftCommand<{ readonly tripId: TripId }> {
  readonly type = 'Arrive';
}

export const arrive = shiftRule(Arrive, ['EnRoute', 'Unreachable'], ({ data, sent }, shift) => {
  const { tripId } = refusingAnother(shift, data);
  return [{ type: 'DriverAtPickup', data: { ...factsOf(shift, sent.occurredAt), tripId } }];
});

/** The passenger has boarded. */
export class Begin extends ShiftCommand<{ readonly tripId: TripId }> {
  readonly type = 'Begin';
}

const BEFORE_THE_RIDE = ['EnRoute', 'AtPickup', 'Unreachable'] as const;

export const begin = shiftRule(Begin, BEFORE_THE_RIDE, ({ data, sent }, shift) => {
  const { tripId } = refusingAnother(shift, data);
  return [{ type: 'DriverOnTrip', data: { ...factsOf(shift, sent.occurredAt), tripId } }];
});

interface OfTrip {
  readonly tripId: TripId;
}

/** @throws OtherTrip */
function refusingAnother(shift: OfTrip, asked: OfTrip): OfTrip {
  if (shift.tripId !== asked.tripId) throw new OtherTrip(shift.tripId);
  return asked;
}
