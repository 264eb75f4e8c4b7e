import type { PickupStall } from '../../shared/events/trip.shapes';
import type { GeoPoint } from '../../shared/kernel/geo-point';
import type { DriverId, TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import type { Instant } from '../../shared/kernel/time';
import { LoseComms, RestoreComms } from '../../write/drivers/shift/domain/lose-comms';
import { JoinQueue } from '../../write/drivers/zone-queue/domain/join-queue';
import { LeaveQueue, PromoteFromQueue } from '../../write/drivers/zone-queue/domain/leave-queue';
import type { QueueId } from '../../write/drivers/zone-queue/domain/zone-queue.command';
import { MarkArrived } from '../../write/trip/domain/mark-arrived';
import { ReportDeviation } from '../../write/trip/domain/report-deviation';
import { ReportStalledPickup } from '../../write/trip/domain/report-stalled-pickup';

interface OfQueue {
  readonly queue: QueueId;
  readonly driverId: DriverId;
}

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
  | (OfQueue & { readonly what: 'joins'; readonly cityId: string; readonly arrivedAt: Instant })
  | (OfQueue & { readonly what: 'leaves'; readonly reason: LeaveQueue['data']['reason'] })
  | (OfQueue & { readonly what: 'promoted'; readonly tripId: TripId })
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
    case 'joins':
    case 'leaves':
    case 'promoted':
      return queueCommandOf(wish, sent);
  }
}

type QueueWish = Extract<Wish, { what: 'joins' | 'leaves' | 'promoted' }>;

function queueCommandOf(wish: QueueWish, sent: Sent): object {
  const { queue, driverId } = wish;
  switch (wish.what) {
    case 'joins': {
      const { cityId, arrivedAt } = wish;
      return new JoinQueue(queue, { driverId, cityId, arrivedAt }, sent);
    }
    case 'leaves':
      return new LeaveQueue(queue, { driverId, reason: wish.reason }, sent);
    case 'promoted':
      return new PromoteFromQueue(queue, { driverId, tripId: wish.tripId }, sent);
  }
}
