import { Module, type DynamicModule } from '@nestjs/common';
import { Db } from 'mongodb';
import { GeographyModule } from '../shared/geography/geography.module';
import { BuildClaims } from './engine/build-claims';
import { Freshness } from './engine/freshness';
import { LiveFeed } from './engine/live-feed';
import { Projector } from './engine/projector';
import { ReadModels } from './engine/read-models';
import { Rebuild } from './engine/rebuild';
import { MarketHourController } from './market-hour/market-hour.controller';
import { MarketHourQuery } from './market-hour/market-hour.query';
import { TripBoardController } from './trip-board/trip-board.controller';
import { TripBoardQuery } from './trip-board/trip-board.query';
import { TripHistoryController } from './trip-history/trip-history.controller';
import { TripHistoryQuery } from './trip-history/trip-history.query';
import { LiveTrip } from './trip-live/live-trip';
import { TripLiveController } from './trip-live/trip-live.controller';
import { TripLiveQuery } from './trip-live/trip-live.query';
import { TripTimelineController } from './trip-timeline/trip-timeline.controller';
import { TripTimelineQuery } from './trip-timeline/trip-timeline.query';

/** Keeps the registry of read models and builds them anew. */
@Module({
  providers: [ReadModels, Projector, BuildClaims, Rebuild],
  exports: [ReadModels, Projector, Rebuild],
})
export class ReadEngineModule {}

/** Keeps the read models level with the log. */
@Module({ imports: [ReadEngineModule], providers: [LiveFeed], exports: [LiveFeed] })
export class ProjectModule {}

/** Answers from them. */
@Module({})
export class ReadModule {
  static waiting(longestWaitMs: number): DynamicModule {
    return {
      module: ReadModule,
      imports: [ReadEngineModule, GeographyModule],
      controllers: [
        TripLiveController,
        TripTimelineController,
        TripHistoryController,
        TripBoardController,
        MarketHourController,
      ],
      providers: [
        {
          provide: Freshness,
          useFactory: (db: Db, readModels: ReadModels) =>
            new Freshness(db, readModels, longestWaitMs),
          inject: [Db, ReadModels],
        },
        ...[TripLiveQuery, LiveTrip, TripTimelineQuery, TripHistoryQuery],
        ...[TripBoardQuery, MarketHourQuery],
      ],
    };
  }
}
