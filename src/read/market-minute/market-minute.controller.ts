import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Id, Optional } from '../../shared/http/fields';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { MarketMinuteQuery } from './market-minute.query';

/** A day, an hour of it, or a minute of that, on the city's clock. */
const WALL_CLOCK = /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3])(:[0-5]\d)?)?$/;

class MarketMinutesDto extends PageDto {
  /** The first minute, or the first of this hour or day. */
  @Optional()
  @Matches(WALL_CLOCK)
  @ApiProperty({ type: String, example: '2014-04-02T08:00' })
  readonly from?: string;

  /** The last minute, included, or the last of this hour or day. */
  @Optional()
  @Matches(WALL_CLOCK)
  @ApiProperty({ type: String, example: '2014-04-02T08:59' })
  readonly to?: string;

  @Optional() @Id('nyc') readonly city?: string;
}

@ApiTags('market')
@ApiBearerAuth()
@Controller('v1/market/minutes')
export class MarketMinuteController {
  constructor(private readonly query: MarketMinuteQuery) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs(
    'How matching did, by taxi zone, tier and minute: the funnel, time to match, promises kept',
  )
  minutes(@Query() asked: MarketMinutesDto, @MinPosition() minPosition?: string) {
    return this.query.minutes(asked, minPosition);
  }
}
