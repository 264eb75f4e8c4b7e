import { Controller, Get, Param } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { AsOfMoment } from '../engine/as-of/as-of-moment';
import type { Moment } from '../engine/as-of/moment';
import { MinPosition } from '../engine/min-position';
import { QueryDocs, TimeTravelDocs } from '../engine/query-docs';
import { TripTimelineQuery } from './trip-timeline.query';

@ApiTags('trips')
@ApiBearerAuth()
@Controller('v1/trips')
export class TripTimelineController {
  constructor(private readonly query: TripTimelineQuery) {}

  @Get(':tripId/timeline')
  @Roles('rider', 'driver', 'ops', 'system')
  @QueryDocs('Everything that happened to a trip, in words')
  @TimeTravelDocs()
  timeline(
    @Param('tripId', IdPipe) tripId: string,
    @CurrentActor() actor: Actor,
    @MinPosition() minPosition?: string,
    @AsOfMoment() moment?: Moment,
  ) {
    return moment
      ? this.query.timelineAt(tripId, actor, moment)
      : this.query.timeline(tripId, actor, minPosition);
  }
}
