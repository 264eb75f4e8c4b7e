import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { Count, Id, Optional } from '../../shared/http/fields';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { ZoneQueueQuery } from './zone-queue.query';

class ZoneQueuesDto {
  @Id('nyc') readonly city!: string;

  /** A taxi zone’s LocationID. */
  @Optional()
  @Type(() => Number)
  @Count(132)
  readonly zone?: number;
}

@ApiTags('operations')
@ApiBearerAuth()
@Controller('v1/ops/zone-queues')
export class ZoneQueueController {
  constructor(private readonly query: ZoneQueueQuery) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs(
    'Who waits at airports, by zone and tier: in which order, since when, and how long usually',
  )
  queues(@Query() asked: ZoneQueuesDto, @MinPosition() minPosition?: string) {
    return this.query.queues(asked, minPosition);
  }
}
