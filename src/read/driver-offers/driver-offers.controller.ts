import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Optional, Time } from '../../shared/http/fields';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { refuseOtherDrivers } from '../driver-access';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { DriverOffersQuery } from './driver-offers.query';

class DriverOffersDto extends PageDto {
  /** Offers from this moment on. */
  @Optional() @Time('2014-04-01T00:00:00.000Z') readonly from?: string;
  /** Offers before this moment. */
  @Optional() @Time('2014-04-02T00:00:00.000Z') readonly to?: string;
}

@ApiTags('drivers')
@ApiBearerAuth()
@Controller('v1/drivers')
export class DriverOffersController {
  constructor(private readonly query: DriverOffersQuery) {}

  @Get(':driverId/offers')
  @Roles('driver', 'ops', 'system')
  @QueryDocs('A driver’s offers, the latest first: their terms, why them, and what became of each')
  offers(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @Query() asked: DriverOffersDto,
    @MinPosition() minPosition?: string,
  ) {
    refuseOtherDrivers(actor, driverId);
    return this.query.offersTo(driverId, asked, minPosition);
  }
}
