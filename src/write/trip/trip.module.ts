import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GeographyModule } from '../../shared/geography/geography.module';
import { IntakeModule } from '../intake.module';
import { TripBookingController } from './trip-booking.controller';
import { TripClosingController } from './trip-closing.controller';
import { TripItineraryController } from './trip-itinerary.controller';
import { TripMatchingController } from './trip-matching.controller';
import { TripRideController } from './trip-ride.controller';
import { tripHandlers } from './trip.handlers';

/** What can be asked of a trip, by whomever: HTTP or a policy. */
@Module({ imports: [CqrsModule], providers: tripHandlers, exports: [CqrsModule] })
export class TripCommandsModule {}

@Module({
  imports: [TripCommandsModule, GeographyModule, IntakeModule],
  controllers: [
    TripBookingController,
    TripMatchingController,
    TripRideController,
    TripItineraryController,
    TripClosingController,
  ],
})
export class TripModule {}
