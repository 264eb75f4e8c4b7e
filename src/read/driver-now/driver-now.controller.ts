import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { refuseOtherDrivers } from '../driver-access';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { LastEventId, stampIn, StreamDocs } from '../engine/stream/stream-docs';
import { DriverNowQuery } from './driver-now.query';
import { DriverStream } from './driver-stream';

@ApiTags('drivers')
@ApiBearerAuth()
@Controller('v1/drivers')
export class DriverNowController {
  constructor(
    private readonly query: DriverNowQuery,
    private readonly streams: DriverStream,
  ) {}

  @Get(':driverId/now')
  @Roles('driver', 'ops', 'system')
  @QueryDocs(
    'What a driver’s app shows: the shift, the offer, the trip, the hours left, the place in a queue',
  )
  now(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @MinPosition() minPosition?: string,
  ) {
    refuseOtherDrivers(actor, driverId);
    return this.query.driver(driverId, minPosition);
  }

  @Get(':driverId/stream')
  @Roles('driver', 'ops', 'system')
  @StreamDocs(
    'what a driver’s app shows, as it changes',
    'offer (with the seconds left), offer-gone, shift, trip, queue',
  )
  async stream(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @LastEventId() lastEventId?: string,
  ): Promise<StreamableFile> {
    refuseOtherDrivers(actor, driverId);
    return new StreamableFile(await this.streams.open(driverId, stampIn(lastEventId)));
  }
}
