import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { StreamDocs } from '../engine/stream/stream-docs';
import { TripMatchingStream } from './trip-matching-stream';
import { TripMatchingQuery } from './trip-matching.query';

@ApiTags('trips')
@ApiBearerAuth()
@Controller('v1/trips')
export class TripMatchingController {
  constructor(
    private readonly query: TripMatchingQuery,
    private readonly streams: TripMatchingStream,
  ) {}

  @Get(':tripId/matching')
  @Roles('rider', 'ops', 'system')
  @QueryDocs(
    'How a driver was looked for: every search, ranking and offer with its reasons; to the rider how far it has come, in words and counts',
  )
  matching(
    @Param('tripId', IdPipe) tripId: string,
    @CurrentActor() actor: Actor,
    @MinPosition() minPosition?: string,
  ) {
    return this.query.of(tripId, actor, minPosition);
  }

  @Get(':tripId/matching/stream')
  @Roles('rider', 'ops', 'system')
  @StreamDocs('the same, as it goes; it always begins anew', 'change')
  async stream(
    @Param('tripId', IdPipe) tripId: string,
    @CurrentActor() actor: Actor,
  ): Promise<StreamableFile> {
    return new StreamableFile(await this.streams.open(tripId, actor));
  }
}
