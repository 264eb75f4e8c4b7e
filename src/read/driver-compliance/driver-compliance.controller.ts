import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { OneOf, Optional, Time } from '../../shared/http/fields';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { refuseOtherDrivers } from '../driver-access';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { DRIVER_STATUSES, DriverComplianceQuery } from './driver-compliance.query';

class DriversDto extends PageDto {
  /** Without: every driver. */
  @Optional() @OneOf(DRIVER_STATUSES) readonly status?: string;
  /** Only whose first paper or inspection runs out before this moment. */
  @Optional() @Time('2030-03-01T00:00:00.000Z') readonly expiresBefore?: string;
}

@ApiTags('drivers')
@ApiBearerAuth()
@Controller('v1')
export class DriverComplianceController {
  constructor(private readonly query: DriverComplianceQuery) {}

  @Get('drivers/:driverId/compliance')
  @Roles('driver', 'ops', 'system')
  @QueryDocs('A driver’s papers and cars, and when the first of them runs out')
  driver(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @MinPosition() minPosition?: string,
  ) {
    refuseOtherDrivers(actor, driverId);
    return this.query.driver(driverId, minPosition);
  }

  @Get('ops/drivers')
  @Roles('ops', 'system')
  @QueryDocs('Drivers with their papers, the first to run out first')
  drivers(@Query() asked: DriversDto, @MinPosition() minPosition?: string) {
    return this.query.drivers(asked, minPosition);
  }
}
