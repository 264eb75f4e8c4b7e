import { Module } from '@nestjs/common';
import { TripModule } from './trip/trip.module';

/** Everything that decides. */
@Module({ imports: [TripModule] })
export class WriteModule {}
