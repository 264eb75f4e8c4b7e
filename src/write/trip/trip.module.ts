import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { GeographyModule } from '../../shared/geography/geography.module';
import { DecideAndAppend } from '../decide-and-append';
import { TripBookingController } from './trip-booking.controller';
import { TripClosingController } from './trip-closing.controller';
import { TripItineraryController } from './trip-itinerary.controller';
import { TripMatchingController } from './trip-matching.controller';
import { TripRideController } from './trip-ride.controller';
import { tripHandlers } from './trip.handlers';

@Module({
  imports: [CqrsModule, GeographyModule],
  controllers: [
    TripBookingController,
    TripMatchingController,
    TripRideController,
    TripItineraryController,
    TripClosingController,
  ],
  providers: [DecideAndAppend, ...tripHandlers],
})
export class TripModule {}
