import type { VehicleEvent } from '../../shared/events/vehicle.events';
import { NONE, type Held, type LegalTable } from './legal-history';

interface VehicleHeld extends Held {
  /** The shift that it is on, as `driver.number`; null when it stands. */
  readonly shift?: string | null;
}

const INSPECTED = ['Inspected', 'Approved', 'Lapsed'];
const NOT_OVER = ['Registered', ...INSPECTED];
const ANY = [...NOT_OVER, 'Retired'];

/** What may become of a car, and that no two shifts have it: domain rules, 2.4. */
const table: LegalTable<VehicleEvent['type'], VehicleHeld> = {
  VehicleRegistered: { from: [NONE], to: 'Registered', keeps: () => ({ shift: null }) },
  VehicleInspected: {
    from: NOT_OVER,
    to: ({ status }, { passed }) => (passed && status !== 'Approved' ? 'Inspected' : status),
  },
  VehicleApproved: { from: ['Inspected'], to: 'Approved' },
  InspectionExpiring: { from: INSPECTED },
  VehicleLapsed: { from: INSPECTED, to: 'Lapsed' },
  VehicleRetired: { from: NOT_OVER, to: 'Retired' },
  VehicleShared: { from: NOT_OVER },
  VehicleUnshared: { from: ANY },
  VehicleHeld: {
    from: ['Approved'],
    unless: ({ shift }) => typeof shift === 'string' && `it is on the shift ${shift}`,
    keeps: (_, data) => ({ shift: shiftIn(data) }),
  },
  VehicleReleased: {
    from: ANY,
    unless: ({ shift }, data) =>
      shift !== undefined &&
      shift !== shiftIn(data) &&
      `it is on the shift ${shift ?? 'of nobody'}`,
    keeps: () => ({ shift: null }),
  },
};

function shiftIn({ driverId, shiftNo }: { driverId: string; shiftNo: number }): string {
  return `${driverId}.${shiftNo}`;
}

export const vehicleHistory = { invariant: 'legal-vehicle', table, ends: [] };
