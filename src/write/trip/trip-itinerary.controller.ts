import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import { placeOf } from './trip-booking.dto';
import { SentWith } from '../sent-with';
import { AddStop, ChangeDestination, MovePickup, RemoveStop } from './domain/change-itinerary';
import { AddStopDto, ChangePlaceDto, RemoveStopDto } from './trip-ride.dto';
import { TripIdParam, TripRoute } from './trip.route';

const RIDERS = ['rider', 'ops', 'system'] as const;
const REFUSALS = 'TRIP_ITINERARY_REFUSED, TRIP_DRIVER_CONSENT_NEEDED, QUOTE_EXPIRED';

/** Changes of the way, each with the new price that the rider accepted. */
@ApiTags('trip itinerary')
@Controller('v1/trips')
export class TripItineraryController {
  constructor(private readonly commands: CommandBus) {}

  @TripRoute('change-destination', 'Go somewhere else', RIDERS, REFUSALS)
  changeDestination(
    @TripIdParam() id: TripId,
    @SentWith() sent: Sent,
    @Body() body: ChangePlaceDto,
  ) {
    const { to, ...rest } = body;
    return this.commands.execute(new ChangeDestination(id, { ...rest, to: placeOf(to) }, sent));
  }

  @TripRoute('add-stop', 'Stop somewhere on the way', RIDERS, REFUSALS)
  addStop(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: AddStopDto) {
    const { stop, ...rest } = body;
    return this.commands.execute(new AddStop(id, { ...rest, stop: placeOf(stop) }, sent));
  }

  @TripRoute('remove-stop', 'Leave out a stop', RIDERS, REFUSALS)
  removeStop(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: RemoveStopDto) {
    return this.commands.execute(new RemoveStop(id, body, sent));
  }

  @TripRoute('move-pickup', 'Be picked up somewhere else, at most 1 km away', RIDERS, REFUSALS)
  movePickup(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: ChangePlaceDto) {
    const { to, ...rest } = body;
    return this.commands.execute(new MovePickup(id, { ...rest, to: placeOf(to) }, sent));
  }
}
