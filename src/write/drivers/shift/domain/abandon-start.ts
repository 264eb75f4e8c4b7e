import type { VehicleId } from '../../../../shared/kernel/ids';
import { KNOWN } from './shift';
import { ShiftCommand, shiftRule } from './shift.command';

/** The car was held for a shift that has not begun: from now on it cannot begin any more. */
export class AbandonStart extends ShiftCommand<{
  readonly shiftNo: number;
  readonly vehicleId: VehicleId;
  readonly cityId: string;
}> {
  readonly type = 'AbandonStart';
}

const ANY = ['Unknown', ...KNOWN] as const;

/** Using up the number is what makes it safe to give back the car: a start that comes late loses the race. */
export const abandonStart = shiftRule(AbandonStart, ANY, ({ driverId, data, sent }, shift) => {
  const { shiftNo, vehicleId, cityId } = data;
  const lastShiftNo = shift.status === 'Unknown' ? 0 : shift.lastShiftNo;
  if (shiftNo !== lastShiftNo + 1) return [];
  if (shift.status !== 'Unknown' && shift.status !== 'Offline') return [];
  const at = sent.occurredAt;
  return [{ type: 'ShiftStartAbandoned', data: { driverId, shiftNo, cityId, at, vehicleId } }];
});
