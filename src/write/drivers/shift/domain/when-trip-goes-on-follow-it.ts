import type { ShiftEvent } from '../../../../shared/events/shift.events';
import type { FREED_CAUSES } from '../../../../shared/events/shift.shapes';
import type { TripEvent } from '../../../../shared/events/trip.events';
import type { DriverId } from '../../../../shared/kernel/ids';
import type { Policy, Process, Step } from '../../../../shared/kernel/policy';
import type { Sent } from '../../../../shared/kernel/sent';
import { Free } from './free';
import { Arrive, Begin } from './ride';

/** The driver is elsewhere by now, or was told so already. */
const MOVED_ON = ['SHIFT_NOT_FOUND', 'SHIFT_INVALID_TRANSITION', 'SHIFT_TRIP_MISMATCH'];

type Committed = Extract<ShiftEvent, { type: 'DriverCommitted' | 'NextTripQueued' }>;
type Follows = Step<Arrive | Begin | Free>;

const remember = ({ data: { driverId } }: Committed): readonly Follows[] => [
  { note: { driverId } },
];

/** Only of drivers who are held by a shift: trips may have been given to others. */
function tell(
  { notes }: Process,
  command: (driverId: DriverId, sent: Sent) => Arrive | Begin | Free,
): readonly Follows[] {
  const { driverId } = notes;
  if (typeof driverId !== 'string') return [];
  return [{ send: (sent) => command(driverId as DriverId, sent), unless: MOVED_ON }];
}

const freed =
  (cause: (typeof FREED_CAUSES)[number]) =>
  ({ data: { tripId } }: TripEvent, process: Process) =>
    tell(process, (driverId, sent) => new Free(driverId, { tripId, cause }, sent));

/** A driver's shift follows the trip that it was committed to: at the pickup, on the way, free again. */
export const whenTripGoesOnFollowIt: Policy<TripEvent | Committed, Arrive | Begin | Free> = {
  name: 'shift-follows-trip',
  since: '2026-11-21T00:00:00.000Z',
  instanceOf: ({ data }) => data.tripId,
  on: {
    DriverCommitted: remember,
    NextTripQueued: remember,
    DriverArrived: ({ data: { tripId } }, process) =>
      tell(process, (driverId, sent) => new Arrive(driverId, { tripId }, sent)),
    TripStarted: ({ data: { tripId } }, process) =>
      tell(process, (driverId, sent) => new Begin(driverId, { tripId }, sent)),
    TripCompleted: ({ data: { tripId, actualDistanceM: distanceM } }, process) =>
      tell(
        process,
        (driverId, sent) => new Free(driverId, { tripId, cause: 'completed', distanceM }, sent),
      ),
    TripCancelled: freed('cancelled'),
    TripUnfulfilled: freed('cancelled'),
    TripNoShow: freed('no-show'),
    TripAborted: freed('aborted'),
    TripCorrected: freed('corrected'),
    DriverUnassigned: freed('unassigned'),
  },
  due: {},
};
