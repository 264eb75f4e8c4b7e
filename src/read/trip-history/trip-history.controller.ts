import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { refuseStrangers } from '../trip-access';
import { TripHistoryQuery } from './trip-history.query';

@ApiTags('riders')
@ApiBearerAuth()
@Controller('v1/riders')
export class TripHistoryController {
  constructor(private readonly query: TripHistoryQuery) {}

  @Get(':riderId/trips')
  @Roles('rider', 'ops', 'system')
  @QueryDocs('A rider’s trips, the latest first')
  trips(
    @Param('riderId', IdPipe) riderId: string,
    @CurrentActor() actor: Actor,
    @Query() page: PageDto,
    @MinPosition() minPosition?: string,
  ) {
    refuseStrangers(actor, { riderId, driverIds: [] });
    return this.query.tripsOf(riderId, page, minPosition);
  }
}
