import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { refuseOtherDrivers } from '../driver-access';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { DriverStandingQuery } from './driver-standing.query';

@ApiTags('drivers')
@ApiBearerAuth()
@Controller('v1/drivers')
export class DriverStandingController {
  constructor(private readonly query: DriverStandingQuery) {}

  @Get(':driverId/standing')
  @Roles('driver', 'ops', 'system')
  @QueryDocs(
    'How a driver stands: the rung and its grounds, a suspension, rates of offers and cancellations',
  )
  standing(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @MinPosition() minPosition?: string,
  ) {
    refuseOtherDrivers(actor, driverId);
    return this.query.driver(driverId, minPosition);
  }
}
