import { Module } from '@nestjs/common';
import { OffersModule } from './dispatch/dispatch.module';
import { DriversModule } from './drivers/drivers.module';
import { TripModule } from './trip/trip.module';

/** Everything that decides. */
@Module({ imports: [TripModule, DriversModule, OffersModule] })
export class WriteModule {}
