import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import { SentWith } from '../sent-with';
import { ApproveTransition, ForceTransition } from './domain/correct-trip';
import { FinaliseFare } from './domain/finalise-fare';
import { SettleTrip } from './domain/settle-trip';
import {
  ApproveTransitionDto,
  FinaliseFareDto,
  ForceTransitionDto,
  SettleTripDto,
} from './trip-ride.dto';
import { TripIdParam, TripRoute } from './trip.route';

/** What a trip costs, that it is paid, and what operations put right. */
@ApiTags('trip closing')
@Controller('v1/trips')
export class TripClosingController {
  constructor(private readonly commands: CommandBus) {}

  @TripRoute(
    'finalise-fare',
    'Fix the fare, once and with its reason',
    ['system'],
    'TRIP_FARE_ALREADY_FINAL, TRIP_FARE_UNBALANCED, TRIP_FARE_REFUSED',
  )
  finaliseFare(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: FinaliseFareDto) {
    return this.commands.execute(new FinaliseFare(id, body, sent));
  }

  @TripRoute(
    'settle',
    'Captured, paid in cash, or booked as a debt',
    ['system'],
    'TRIP_FARE_STILL_OPEN',
  )
  settle(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: SettleTripDto) {
    return this.commands.execute(new SettleTrip(id, body, sent));
  }

  @TripRoute(
    'force-transition',
    'Propose a transition that the table does not have',
    ['ops'],
    'TRIP_CORRECTION_REFUSED',
  )
  forceTransition(
    @TripIdParam() id: TripId,
    @SentWith() sent: Sent,
    @Body() body: ForceTransitionDto,
  ) {
    return this.commands.execute(new ForceTransition(id, body, sent));
  }

  @TripRoute(
    'approve-transition',
    'Approve it, as somebody else',
    ['ops'],
    'TRIP_CORRECTION_REFUSED, TRIP_SECOND_APPROVER_NEEDED',
  )
  approveTransition(
    @TripIdParam() id: TripId,
    @SentWith() sent: Sent,
    @Body() body: ApproveTransitionDto,
  ) {
    return this.commands.execute(new ApproveTransition(id, body, sent));
  }
}
