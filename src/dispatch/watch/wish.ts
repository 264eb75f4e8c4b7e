import type { PickupStall } from '../../shared/events/trip.shapes';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import type { Instant } from '../../shared/kernel/time';
import { LoseComms, RestoreComms } from '../../write/drivers/shift/domain/lose-comms';
import { MarkArrived } from '../../write/trip/domain/mark-arrived';
import { ReportDeviation } from '../../write/trip/domain/report-deviation';
import { ReportStalledPickup } from '../../write/trip/domain/report-stalled-pickup';

/** What follows from where drivers are, and from where nobody hears of them. `id`: the same episode has the same. */
export type Wish = { readonly id: string } & (
  | {
      readonly what: 'arrived';
      readonly tripId: TripId;
      readonly location: GeoPoint;
      readonly lastPingAt: Instant;
    }
  | {
      readonly what: 'stalled';
      readonly tripId: TripId;
      readonly assignmentNo: number;
      readonly case: PickupStall;
      readonly since: Instant;
      readonly distanceM: number | null;
    }
  | { readonly what: 'deviated'; readonly tripId: TripId; readonly distanceM: number }
  | { readonly what: 'lost'; readonly driverId: DriverId; readonly lastPingAt: Instant }
  | { readonly what: 'heard'; readonly driverId: DriverId }
);

export function commandOf(wish: Wish, sent: Sent): object {
  switch (wish.what) {
    case 'arrived': {
      const { tripId, location, lastPingAt } = wish;
      return new MarkArrived(tripId, { location, lastPingAt, method: 'geofence' }, sent);
    }
    case 'stalled': {
      const { tripId, assignmentNo, case: which, since, distanceM } = wish;
      const data = { assignmentNo, case: which, since, distanceM };
      return new ReportStalledPickup(tripId, data, sent);
    }
    case 'deviated':
      return new ReportDeviation(wish.tripId, { distanceM: wish.distanceM }, sent);
    case 'lost':
      return new LoseComms(wish.driverId, { lastPingAt: wish.lastPingAt }, sent);
    case 'heard':
      return new RestoreComms(wish.driverId, {}, sent);
  }
}
