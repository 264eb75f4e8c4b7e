import type { VehicleEvent } from '../../../../shared/events/vehicle.events';
import { NOTICE_DAYS, noticeAt } from '../../../../shared/kernel/expiry';
import type { VehicleId } from '../../../../shared/kernel/ids';
import type { Policy, Process } from '../../../../shared/kernel/policy';
import { NoteInspectionExpiry } from './inspect-vehicle';

type Watched = Extract<VehicleEvent, { type: 'VehicleInspected' | 'VehicleRetired' }>;

const timerOf = (days: number) => `inspection-${days}`;

const look = (vehicleId: string, { notes }: Process) => [
  {
    send: (sent: NoteInspectionExpiry['sent']) =>
      new NoteInspectionExpiry(
        vehicleId as VehicleId,
        { validUntil: String(notes.validUntil) },
        sent,
      ),
    unless: [],
  },
];

/** A month, a week and a day before an inspection runs out, and when it does. */
export const whenVehicleInspectedWatchItsEnd: Policy<Watched, NoteInspectionExpiry> = {
  name: 'inspection-expiry',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.vehicleId,
  on: {
    VehicleInspected: ({ data: { validUntil } }) =>
      validUntil === null
        ? []
        : [
            { note: { validUntil } },
            ...NOTICE_DAYS.map((days) => ({ set: timerOf(days), at: noticeAt(validUntil, days) })),
          ],
    VehicleRetired: () => NOTICE_DAYS.map((days) => ({ clear: timerOf(days) })),
  },
  due: Object.fromEntries(NOTICE_DAYS.map((days) => [timerOf(days), look])),
};
