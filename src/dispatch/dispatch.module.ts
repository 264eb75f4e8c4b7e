import { Module, type DynamicModule } from '@nestjs/common';
import { DispatchCommandsModule } from '../write/dispatch/dispatch.module';
import { DriverCommandsModule } from '../write/drivers/drivers.module';
import { Clock, SystemClock } from '../write/process/clock';
import { TripCommandsModule } from '../write/trip/trip.module';
import { CityLog } from './dispatcher/city-log';
import { CommandDesk } from './dispatcher/command-desk';
import { DispatchMetrics } from './dispatcher/dispatch-metrics';
import { Dispatcher } from './dispatcher/dispatcher';
import { SightingsModule } from './pings/sightings.module';
import { TravelModule } from './travel/travel.module';

/** Finds a driver for every trip that looks for one. */
@Module({})
export class DispatchModule {
  /** @param travelMatrixUrl of a service that knows travel times; without one they are learned */
  static asking(travelMatrixUrl: string | undefined): DynamicModule {
    return {
      module: DispatchModule,
      imports: [
        ...[TripCommandsModule, DriverCommandsModule, DispatchCommandsModule, SightingsModule],
        TravelModule.asking(travelMatrixUrl),
      ],
      providers: [
        { provide: Clock, useClass: SystemClock },
        ...[CityLog, CommandDesk, DispatchMetrics, Dispatcher],
      ],
      exports: [Dispatcher],
    };
  }
}
