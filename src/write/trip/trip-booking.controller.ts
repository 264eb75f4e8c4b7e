import { BadRequestException, Body, Controller, HttpCode, Put } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { v5 as uuid } from 'uuid';
import { PickupLocator } from '../../shared/geography/pickup-locator';
import { ProblemDto } from '../../shared/http/problem.dto';
import type { RiderId, TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import { Intake } from '../intake';
import { SentWith } from '../sent-with';
import { ActivateTrip } from './domain/activate-trip';
import type { Booking } from './domain/booking';
import { CancelTrip } from './domain/cancel-trip';
import { RequestTrip } from './domain/request-trip';
import { ScheduleTrip } from './domain/schedule-trip';
import { CancelByDriver } from './domain/unassign-driver';
import {
  needsOf,
  placeOf,
  ActivateTripDto,
  CancelTripDto,
  RequestTripDto,
  ScheduleTripDto,
} from './trip-booking.dto';
import { TripAnswer } from './trip.answer';
import { TripCommandDocs, TripIdParam, TripRoute } from './trip.route';

const BOARDING_PINS = '0f6a8d64-9d0b-5b53-9c1e-5f4b8c1a7e21';

@ApiTags('trip booking')
@Controller('v1/trips')
export class TripBookingController {
  constructor(
    private readonly commands: CommandBus,
    private readonly pickups: PickupLocator,
    private readonly intake: Intake,
  ) {}

  @Put(':tripId')
  @HttpCode(201)
  @ApiServiceUnavailableResponse({
    description: 'MATCHING_BEHIND, STORE_UNAVAILABLE, OVERLOADED: try again',
    type: ProblemDto,
  })
  @ApiResponse({ status: 201, type: TripAnswer })
  @TripCommandDocs('Ask for a ride now', ['rider', 'ops', 'system'], 'QUOTE_EXPIRED')
  async request(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: RequestTripDto) {
    await this.intake.expectRoom(body.cityId, sent.occurredAt);
    return this.send(new RequestTrip(id, this.booking(body, sent), sent));
  }

  @TripRoute(
    'schedule',
    'Book a ride for later',
    ['rider', 'ops', 'system'],
    'QUOTE_EXPIRED, TRIP_PICKUP_TIME_OUT_OF_RANGE',
  )
  schedule(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: ScheduleTripDto) {
    const booking = { ...this.booking(body, sent), pickupAt: body.pickupAt };
    return this.send(new ScheduleTrip(id, booking, sent));
  }

  @TripRoute(
    'activate',
    'Make a scheduled ride a present one',
    ['ops', 'system'],
    'TRIP_TOO_EARLY_TO_ACTIVATE, QUOTE_EXPIRED',
  )
  activate(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: ActivateTripDto) {
    return this.send(new ActivateTrip(id, body, sent));
  }

  @TripRoute('cancel', 'Cancel before the start; a driver gives the ride back', [
    'rider',
    'driver',
    'ops',
    'system',
  ])
  cancel(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: CancelTripDto) {
    const { reasonCode, rematch = true } = body;
    const byDriver = sent.actor.type === 'driver';
    return this.send(
      byDriver
        ? new CancelByDriver(id, { reasonCode, rematch }, sent)
        : new CancelTrip(id, body, sent),
    );
  }

  private send(command: RequestTrip | ScheduleTrip | ActivateTrip | CancelTrip | CancelByDriver) {
    return this.commands.execute<typeof command, TripAnswer>(command);
  }

  private booking(body: RequestTripDto, { actor, commandId }: Sent): Booking {
    const { cityId, product, quote, paymentMethod } = body;
    const riderId = body.riderId ?? (actor.type === 'rider' ? (actor.id as RiderId) : undefined);
    if (riderId === undefined) throw new BadRequestException(['riderId names whose ride it is']);
    const stops = body.stops.map(placeOf);
    const boardingPin = body.boardingPin ?? pinFrom(commandId);
    const [pickup] = stops;
    if (!pickup) throw new BadRequestException(['stops begin with the pickup']);
    return {
      ...{ riderId, cityId, product, stops, quote, paymentMethod, boardingPin },
      needs: needsOf(body.needs),
      ...this.pickups.locate(pickup),
    };
  }
}

/** From the rider's own key, which the driver never sees: a repeat of the request gets the same PIN. */
function pinFrom(commandId: string): string {
  const digits = Number.parseInt(uuid(commandId, BOARDING_PINS).slice(0, 8), 16) % 10_000;
  return String(digits).padStart(4, '0');
}
