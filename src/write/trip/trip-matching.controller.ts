import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import { SentWith } from '../sent-with';
import { AssignDriver } from './domain/assign-driver';
import { GiveUpMatching } from './domain/give-up-matching';
import { StartMatching } from './domain/start-matching';
import { ReassignDriver } from './domain/unassign-driver';
import {
  AssignDriverDto,
  GiveUpMatchingDto,
  ReassignDriverDto,
  StartMatchingDto,
} from './trip-ride.dto';
import { TripIdParam, TripRoute } from './trip.route';

/** Between "a rider asks" and "a driver is on the way": the dispatcher's commands. */
@ApiTags('trip matching')
@Controller('v1/trips')
export class TripMatchingController {
  constructor(private readonly commands: CommandBus) {}

  @TripRoute('start-matching', 'Look for a driver', ['system'], 'TRIP_PAYMENT_NOT_AUTHORISED')
  startMatching(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: StartMatchingDto) {
    return this.commands.execute(new StartMatching(id, body, sent));
  }

  @TripRoute('assign', 'Give the trip to the driver who accepted', ['system'], 'TRIP_STALE_ATTEMPT')
  assign(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: AssignDriverDto) {
    return this.commands.execute(new AssignDriver(id, body, sent));
  }

  @TripRoute('give-up', 'No driver was found', ['system'])
  giveUp(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: GiveUpMatchingDto) {
    return this.commands.execute(new GiveUpMatching(id, body, sent));
  }

  @TripRoute('reassign', 'Take the trip from its driver and look for another', ['ops', 'system'])
  reassign(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: ReassignDriverDto) {
    return this.commands.execute(new ReassignDriver(id, body, sent));
  }
}
