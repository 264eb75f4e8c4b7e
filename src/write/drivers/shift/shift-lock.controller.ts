import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { DriverId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { SentWith } from '../../sent-with';
import { DriverIdParam } from '../driver/driver.route';
import { Commit } from './domain/commit';
import { Free } from './domain/free';
import { Release } from './domain/release';
import { Reserve } from './domain/reserve';
import { ReserveNext } from './domain/reserve-next';
import { Arrive, Begin } from './domain/ride';
import { CommitDto, FreeDto, OfTripDto, ReleaseDto, ReserveDto, ReserveNextDto } from './shift.dto';
import { ShiftRoute } from './shift.route';

const UNFIT =
  'SHIFT_OFFER_EXPIRED, SHIFT_RESERVATION_TOO_LONG, SHIFT_NOT_ELIGIBLE, SHIFT_HOURS_EXHAUSTED';

/** What holds a driver for one offer, one trip, and one after it: the dispatcher's commands. */
@ApiTags('driver reservation')
@Controller('v1/drivers/:driverId/shift')
export class ShiftLockController {
  constructor(private readonly commands: CommandBus) {}

  @ShiftRoute(
    'reserve',
    'Hold a driver for an offer',
    ['system'],
    `SHIFT_ALREADY_RESERVED, ${UNFIT}`,
  )
  reserve(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: ReserveDto) {
    return this.commands.execute(new Reserve(id, body, sent));
  }

  @ShiftRoute(
    'reserve-next',
    'Hold a driver who is about to finish a trip for an offer of the next',
    ['system'],
    `SHIFT_NEXT_TRIP_REFUSED, SHIFT_ALREADY_RESERVED, ${UNFIT}`,
  )
  reserveNext(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: ReserveNextDto) {
    return this.commands.execute(new ReserveNext(id, body, sent));
  }

  @ShiftRoute('release', 'Let the driver go again', ['system'], 'SHIFT_OFFER_MISMATCH')
  release(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: ReleaseDto) {
    return this.commands.execute(new Release(id, body, sent));
  }

  @ShiftRoute('commit', 'The driver accepted', ['system'], 'SHIFT_OFFER_MISMATCH')
  commit(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: CommitDto) {
    return this.commands.execute(new Commit(id, body, sent));
  }

  @ShiftRoute('arrive', 'At the pickup', ['system'], 'SHIFT_TRIP_MISMATCH')
  arrive(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: OfTripDto) {
    return this.commands.execute(new Arrive(id, body, sent));
  }

  @ShiftRoute('begin', 'The passenger has boarded', ['system'], 'SHIFT_TRIP_MISMATCH')
  begin(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: OfTripDto) {
    return this.commands.execute(new Begin(id, body, sent));
  }

  @ShiftRoute(
    'free',
    'The trip has ended, or is another’s',
    ['ops', 'system'],
    'SHIFT_TRIP_MISMATCH',
  )
  free(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: FreeDto) {
    return this.commands.execute(new Free(id, body, sent));
  }
}
