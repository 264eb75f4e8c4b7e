import { DriverComplianceController } from './driver-compliance/driver-compliance.controller';
import { DriverComplianceQuery } from './driver-compliance/driver-compliance.query';
import { DriverNowController } from './driver-now/driver-now.controller';
import { DriverNowQuery } from './driver-now/driver-now.query';
import { DriverStream } from './driver-now/driver-stream';
import { DriverOffersController } from './driver-offers/driver-offers.controller';
import { DriverOffersQuery } from './driver-offers/driver-offers.query';
import { DriverShiftsController } from './driver-shifts/driver-shifts.controller';
import { DriverShiftsQuery } from './driver-shifts/driver-shifts.query';
import { SupplyController } from './driver-shifts/supply.controller';
import { DriverStandingController } from './driver-standing/driver-standing.controller';
import { DriverStandingQuery } from './driver-standing/driver-standing.query';
import { PastOfStreams } from './engine/as-of/past';
import { Lines } from './engine/stream/lines';
import { LogWatch } from './engine/stream/log-watch';
import { DriverPositions } from './live-map/driver-positions';
import { LiveMapStream } from './live-map/live-map-stream';
import { LiveMapController } from './live-map/live-map.controller';
import { LiveMapQuery } from './live-map/live-map.query';
import { MarketHourController } from './market-hour/market-hour.controller';
import { MarketHourQuery } from './market-hour/market-hour.query';
import { MarketMinuteController } from './market-minute/market-minute.controller';
import { MarketMinuteQuery } from './market-minute/market-minute.query';
import { OpsExceptionsController } from './ops-exceptions/ops-exceptions.controller';
import { OpsExceptionsQuery } from './ops-exceptions/ops-exceptions.query';
import { TripBoardController } from './trip-board/trip-board.controller';
import { TripBoardQuery } from './trip-board/trip-board.query';
import { TripHistoryController } from './trip-history/trip-history.controller';
import { TripHistoryQuery } from './trip-history/trip-history.query';
import { LiveTrip } from './trip-live/live-trip';
import { TripLiveController } from './trip-live/trip-live.controller';
import { TripLiveQuery } from './trip-live/trip-live.query';
import { TripMatchingController } from './trip-matching/trip-matching.controller';
import { TripMatchingStream } from './trip-matching/trip-matching-stream';
import { TripMatchingQuery } from './trip-matching/trip-matching.query';
import { TripTimelineController } from './trip-timeline/trip-timeline.controller';
import { TripTimelineQuery } from './trip-timeline/trip-timeline.query';
import { QueuePlaces } from './queue-places';
import { ZoneQueueController } from './zone-queue/zone-queue.controller';
import { ZoneQueueQuery } from './zone-queue/zone-queue.query';

/** Where the read models are asked; a new one adds itself here. */
export const controllers = [
  ...[TripLiveController, TripTimelineController, TripHistoryController, TripBoardController],
  ...[MarketHourController, DriverNowController, DriverComplianceController],
  ...[DriverStandingController, DriverOffersController, TripMatchingController],
  ...[LiveMapController, OpsExceptionsController, MarketMinuteController],
  ...[DriverShiftsController, SupplyController, ZoneQueueController],
] as const;

/** Who answers there. */
export const queries = [
  ...[PastOfStreams, TripLiveQuery, LiveTrip, TripTimelineQuery, TripHistoryQuery],
  ...[TripBoardQuery, MarketHourQuery, DriverNowQuery, DriverComplianceQuery],
  ...[DriverStandingQuery, DriverOffersQuery, TripMatchingQuery],
  ...[LiveMapQuery, DriverPositions, OpsExceptionsQuery, MarketMinuteQuery],
  ...[DriverShiftsQuery],
  ...[LogWatch, Lines, DriverStream, LiveMapStream, TripMatchingStream],
  ...[ZoneQueueQuery, { provide: QueuePlaces, useExisting: ZoneQueueQuery }],
] as const;
