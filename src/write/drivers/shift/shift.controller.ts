import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { DriverId } from '../../../shared/kernel/ids';
import type { Sent } from '../../../shared/kernel/sent';
import { SentWith } from '../../sent-with';
import { DriverIdParam } from '../driver/driver.route';
import { ForceOffline, GoOffline } from './domain/go-offline';
import { LoseComms, RestoreComms } from './domain/lose-comms';
import { Pause, Resume } from './domain/take-a-break';
import { ForceOfflineDto, GoOfflineDto, GoOnlineDto, LoseCommsDto } from './shift.dto';
import { ShiftRoute } from './shift.route';
import { StartShift } from './start-shift';

const DRIVERS = ['driver', 'ops', 'system'] as const;

/** Being at work, and not. */
@ApiTags('driver shift')
@Controller('v1/drivers/:driverId/shift')
export class ShiftController {
  constructor(private readonly commands: CommandBus) {}

  @ShiftRoute(
    'go-online',
    'Begin a shift with a car',
    ['driver', 'system'],
    'SHIFT_NOT_ELIGIBLE, SHIFT_HOURS_EXHAUSTED, SHIFT_START_OVERTAKEN, VEHICLE_ON_ANOTHER_SHIFT',
  )
  goOnline(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: GoOnlineDto) {
    const { forwardDispatch = false, ...rest } = body;
    return this.commands.execute(new StartShift(id, { forwardDispatch, ...rest }, sent));
  }

  @ShiftRoute('pause', 'Take a break', DRIVERS)
  pause(@DriverIdParam() id: DriverId, @SentWith() sent: Sent) {
    return this.commands.execute(new Pause(id, {}, sent));
  }

  @ShiftRoute('resume', 'Come back from a break', DRIVERS)
  resume(@DriverIdParam() id: DriverId, @SentWith() sent: Sent) {
    return this.commands.execute(new Resume(id, {}, sent));
  }

  @ShiftRoute('lose-comms', 'No ping has come for too long', ['system'], 'SHIFT_STILL_HEARD')
  loseComms(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: LoseCommsDto) {
    return this.commands.execute(new LoseComms(id, body, sent));
  }

  @ShiftRoute('restore-comms', 'The driver is heard again', ['system'])
  restoreComms(@DriverIdParam() id: DriverId, @SentWith() sent: Sent) {
    return this.commands.execute(new RestoreComms(id, {}, sent));
  }

  @ShiftRoute('go-offline', 'End the shift, after the trip if there is one', ['driver', 'system'])
  goOffline(@DriverIdParam() id: DriverId, @SentWith() sent: Sent, @Body() body: GoOfflineDto) {
    return this.commands.execute(new GoOffline(id, body, sent));
  }

  @ShiftRoute('force-offline', 'Take a driver off the road, after the trip if there is one', [
    'ops',
    'system',
  ])
  forceOffline(
    @DriverIdParam() id: DriverId,
    @SentWith() sent: Sent,
    @Body() body: ForceOfflineDto,
  ) {
    return this.commands.execute(new ForceOffline(id, body, sent));
  }
}
