import { driverCompliance } from './driver-compliance/driver-compliance';
import { driverNow } from './driver-now/driver-now';
import { driverOffers } from './driver-offers/driver-offers';
import { driverShifts } from './driver-shifts/driver-shifts';
import { driverStanding } from './driver-standing/driver-standing';
import type { Projection } from './engine/projection';
import { liveMap } from './live-map/live-map';
import { marketHour } from './market-hour/market-hour';
import { marketMinute } from './market-minute/market-minute';
import { opsExceptions } from './ops-exceptions/ops-exceptions';
import { tripBoard } from './trip-board/trip-board';
import { tripHistory } from './trip-history/trip-history';
import { tripLive } from './trip-live/trip-live';
import { tripMatching } from './trip-matching/trip-matching';
import { tripTimeline } from './trip-timeline/trip-timeline';
import { zoneQueue } from './zone-queue/zone-queue';

/** Every read model; a new one adds itself here. */
export const projections: readonly Projection<object>[] = [
  tripLive,
  tripHistory,
  tripBoard,
  tripTimeline,
  marketHour,
  driverNow,
  driverCompliance,
  driverStanding,
  driverOffers,
  driverShifts,
  tripMatching,
  liveMap,
  opsExceptions,
  marketMinute,
  zoneQueue,
];
