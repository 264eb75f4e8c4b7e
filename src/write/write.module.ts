import { Module } from '@nestjs/common';
import { DriversModule } from './drivers/drivers.module';
import { TripModule } from './trip/trip.module';

/** Everything that decides. */
@Module({ imports: [TripModule, DriversModule] })
export class WriteModule {}
