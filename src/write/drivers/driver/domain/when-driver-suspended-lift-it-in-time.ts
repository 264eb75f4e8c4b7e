import type { DriverEvent } from '../../../../shared/events/driver.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Policy } from '../../../../shared/kernel/policy';
import { LiftSuspension } from './suspend-driver';

type Suspension = Extract<
  DriverEvent,
  { type: 'DriverSuspended' | 'DriverReinstated' | 'DriverDeactivated' }
>;

const isOver = () => [{ clear: 'lift' }];

/** A suspension ends by itself when its time is over. */
export const whenDriverSuspendedLiftItInTime: Policy<Suspension, LiftSuspension> = {
  name: 'suspension-end',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.driverId,
  on: {
    DriverSuspended: ({ data: { until } }) =>
      until === null ? [] : [{ note: { until } }, { set: 'lift', at: until }],
    DriverReinstated: isOver,
    DriverDeactivated: isOver,
  },
  due: {
    lift: (driverId, { notes }) => [
      {
        send: (sent) =>
          new LiftSuspension(driverId as DriverId, { until: String(notes.until) }, sent),
        // Somebody was faster.
        unless: ['DRIVER_INVALID_TRANSITION'],
      },
    ],
  },
};
