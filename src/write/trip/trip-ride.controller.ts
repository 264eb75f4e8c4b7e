import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { TripId } from '../../shared/kernel/ids';
import type { Sent } from '../../shared/kernel/sent';
import { SentWith } from '../sent-with';
import { AbortTrip } from './domain/abort-trip';
import { AllowNoShow } from './domain/allow-no-show';
import { AttemptContact } from './domain/attempt-contact';
import { CompleteTrip } from './domain/complete-trip';
import { MarkArrived } from './domain/mark-arrived';
import { ReportNoShow } from './domain/report-no-show';
import { StartTrip } from './domain/start-trip';
import { ArriveAtStop, DepartStop } from './domain/visit-stop';
import {
  AbortTripDto,
  AtStopDto,
  AttemptContactDto,
  CompleteTripDto,
  MarkArrivedDto,
  ReportNoShowDto,
  StartTripDto,
} from './trip-ride.dto';
import { TripIdParam, TripRoute } from './trip.route';

const DRIVERS = ['driver', 'ops', 'system'] as const;

/** From "on the way" to "we are there". */
@ApiTags('trip ride')
@Controller('v1/trips')
export class TripRideController {
  constructor(private readonly commands: CommandBus) {}

  @TripRoute(
    'arrive',
    'The driver is at the pickup',
    DRIVERS,
    'TRIP_TOO_FAR_FROM_PICKUP, TRIP_STALE_PING',
  )
  arrive(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: MarkArrivedDto) {
    return this.commands.execute(new MarkArrived(id, body, sent));
  }

  @TripRoute('attempt-contact', 'The driver called or wrote to the rider', [
    'driver',
    'ops',
    'system',
  ])
  attemptContact(
    @TripIdParam() id: TripId,
    @SentWith() sent: Sent,
    @Body() body: AttemptContactDto,
  ) {
    return this.commands.execute(new AttemptContact(id, body, sent));
  }

  @TripRoute(
    'start',
    'The rider boards; a wrong PIN answers BoardingPinRejected',
    DRIVERS,
    'TRIP_PIN_LOCKED',
  )
  start(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: StartTripDto) {
    return this.commands.execute(new StartTrip(id, body, sent));
  }

  @TripRoute('allow-no-show', 'The wait is over', ['system'], 'TRIP_NO_SHOW_TOO_EARLY')
  allowNoShow(@TripIdParam() id: TripId, @SentWith() sent: Sent) {
    return this.commands.execute(new AllowNoShow(id, {}, sent));
  }

  @TripRoute('arrive-stop', 'The driver is at the next waypoint', DRIVERS, 'TRIP_UNKNOWN_STOP')
  arriveStop(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: AtStopDto) {
    return this.commands.execute(new ArriveAtStop(id, body, sent));
  }

  @TripRoute('depart-stop', 'The driver leaves the waypoint', DRIVERS, 'TRIP_UNKNOWN_STOP')
  departStop(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: AtStopDto) {
    return this.commands.execute(new DepartStop(id, body, sent));
  }

  @TripRoute('complete', 'The rider is where they wanted to be', DRIVERS, 'TRIP_STOPS_UNACCOUNTED')
  complete(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: CompleteTripDto) {
    return this.commands.execute(new CompleteTrip(id, body, sent));
  }

  @TripRoute(
    'no-show',
    'The rider did not come',
    DRIVERS,
    'TRIP_NO_SHOW_TOO_EARLY, TRIP_TOO_FAR_FROM_PICKUP, TRIP_NO_CONTACT_ATTEMPTED',
  )
  noShow(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: ReportNoShowDto) {
    return this.commands.execute(new ReportNoShow(id, body, sent));
  }

  @TripRoute('abort', 'End a ride under way before its drop-off', DRIVERS)
  abort(@TripIdParam() id: TripId, @SentWith() sent: Sent, @Body() body: AbortTripDto) {
    return this.commands.execute(new AbortTrip(id, body, sent));
  }
}
