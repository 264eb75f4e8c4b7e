import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { refuseOtherDrivers } from '../driver-access';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { DriverShiftsQuery } from './driver-shifts.query';

@ApiTags('drivers')
@ApiBearerAuth()
@Controller('v1/drivers')
export class DriverShiftsController {
  constructor(private readonly query: DriverShiftsQuery) {}

  @Get(':driverId/shifts')
  @Roles('driver', 'ops', 'system')
  @QueryDocs('A driver’s shifts, the latest first: what their time was spent on, trips, distance')
  shifts(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @Query() asked: PageDto,
    @MinPosition() minPosition?: string,
  ) {
    refuseOtherDrivers(actor, driverId);
    return this.query.shiftsOf(driverId, asked, minPosition);
  }
}
