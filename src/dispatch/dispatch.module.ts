import { Module } from '@nestjs/common';
import { Db, MongoClient } from 'mongodb';
import { Leases } from '../shared/mongo/leases';
import { DispatchCommandsModule } from '../write/dispatch/dispatch.module';
import { DriverCommandsModule } from '../write/drivers/drivers.module';
import { Clock, SystemClock } from '../write/process/clock';
import { CityLog } from './dispatcher/city-log';
import { CommandDesk } from './dispatcher/command-desk';
import { DispatchMetrics } from './dispatcher/dispatch-metrics';
import { Dispatcher } from './dispatcher/dispatcher';
import { SightingsModule } from './pings/sightings.module';
import { ByDistance } from './travel/by-distance';
import { TravelTimes } from './travel/travel-times';

/** In Manhattan by day. */
const CITY_KMH = 17;

/** Finds a driver for every trip that looks for one. */
@Module({
  imports: [DispatchCommandsModule, DriverCommandsModule, SightingsModule],
  providers: [
    { provide: Clock, useClass: SystemClock },
    {
      provide: Leases,
      useFactory: (db: Db, client: MongoClient) => new Leases(db, client),
      inject: [Db, MongoClient],
    },
    { provide: TravelTimes, useFactory: () => new ByDistance(CITY_KMH) },
    ...[CityLog, CommandDesk, DispatchMetrics, Dispatcher],
  ],
  exports: [Dispatcher],
})
export class DispatchModule {}
