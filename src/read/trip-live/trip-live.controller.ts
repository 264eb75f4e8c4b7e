import { Controller, Get, Headers, Param, Sse, type MessageEvent } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { IdPipe } from '../../shared/http/id.pipe';
import { Roles } from '../../shared/identity/roles';
import { CurrentActor } from '../../shared/identity/current-actor';
import type { Actor } from '../../shared/kernel/actor';
import { AsOfMoment } from '../engine/as-of/as-of-moment';
import type { Moment } from '../engine/as-of/moment';
import { MinPosition } from '../engine/min-position';
import { QueryDocs, QueryRefusals, TimeTravelDocs } from '../engine/query-docs';
import { LiveTrip } from './live-trip';
import { TripLiveQuery } from './trip-live.query';

@ApiTags('trips')
@ApiBearerAuth()
@Controller('v1/trips')
export class TripLiveController {
  constructor(
    private readonly query: TripLiveQuery,
    private readonly liveTrip: LiveTrip,
  ) {}

  @Get(':tripId')
  @Roles('rider', 'driver', 'ops', 'system')
  @QueryDocs('One trip as its rider sees it now')
  @TimeTravelDocs()
  trip(
    @Param('tripId', IdPipe) tripId: string,
    @CurrentActor() actor: Actor,
    @MinPosition() minPosition?: string,
    @AsOfMoment() moment?: Moment,
  ) {
    return moment
      ? this.query.tripAt(tripId, actor, moment)
      : this.query.trip(tripId, actor, minPosition);
  }

  @Sse(':tripId/live')
  @Roles('rider', 'driver', 'ops', 'system')
  @ApiOperation({
    summary: 'Server-sent events: a snapshot, then each change; resumes by Last-Event-ID',
  })
  @ApiOkResponse({
    description: 'snapshot, change and heartbeat messages',
    content: { 'text/event-stream': {} },
  })
  @QueryRefusals()
  live(
    @Param('tripId', IdPipe) tripId: string,
    @CurrentActor() actor: Actor,
    @Headers('last-event-id') lastEventId?: string,
  ): Promise<Observable<MessageEvent>> {
    return this.liveTrip.follow(tripId, actor, lastEventId);
  }
}
