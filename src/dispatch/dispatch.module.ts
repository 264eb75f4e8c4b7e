import { Module, type DynamicModule } from '@nestjs/common';
import type { Configuration } from '../shared/configuration';
import { DispatchCommandsModule } from '../write/dispatch/dispatch.module';
import { DriverCommandsModule } from '../write/drivers/drivers.module';
import { Clock, SystemClock } from '../write/process/clock';
import { TripCommandsModule } from '../write/trip/trip.module';
import { EngineLog } from '../write/process/engine-log';
import { GeographyModule } from '../shared/geography/geography.module';
import { QueueZones } from '../shared/geography/queue-zones';
import { ZoneMap } from '../shared/geography/zone-map';
import { Regions } from './city/regions';
import { CityLog } from './dispatcher/city-log';
import { CommandDesk } from './dispatcher/command-desk';
import { DispatchMetrics } from './dispatcher/dispatch-metrics';
import { Dispatcher } from './dispatcher/dispatcher';
import { Terms } from './dispatcher/terms';
import { SightingsModule } from './pings/sightings.module';
import { TravelModule } from './travel/travel.module';

type Dispatching = Pick<
  Configuration,
  'travelMatrixUrl' | 'dispatchRegions' | 'dispatchLeads' | 'queueZones'
>;

/** Finds a driver for every trip that looks for one. */
@Module({})
export class DispatchModule {
  /** @throws ConfigurationError when a city cannot be split, or have queues, as it is asked for */
  static by({
    travelMatrixUrl,
    dispatchRegions,
    dispatchLeads,
    queueZones,
  }: Dispatching): DynamicModule {
    return {
      module: DispatchModule,
      imports: [
        ...[TripCommandsModule, DriverCommandsModule, DispatchCommandsModule, SightingsModule],
        ...[TravelModule.asking(travelMatrixUrl), GeographyModule],
      ],
      providers: [
        { provide: Clock, useClass: SystemClock },
        {
          provide: Regions,
          useFactory: (map: ZoneMap) => new Regions(dispatchRegions, dispatchLeads, map),
          inject: [ZoneMap],
        },
        {
          provide: QueueZones,
          useFactory: (map: ZoneMap) => new QueueZones(queueZones, map),
          inject: [ZoneMap],
        },
        ...[EngineLog, CityLog, CommandDesk, DispatchMetrics, Terms, Dispatcher],
      ],
      exports: [Dispatcher],
    };
  }
}
