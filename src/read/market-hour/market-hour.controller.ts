import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { Optional } from '../../shared/http/fields';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { MarketHourQuery } from './market-hour.query';

/** A day, or an hour of it, on the city's clock. */
const WALL_CLOCK = /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]))?$/;

class MarketHoursDto extends PageDto {
  /** The first hour, or the first hour of this day. */
  @Optional()
  @Matches(WALL_CLOCK)
  @ApiProperty({ type: String, example: '2014-04-02T00' })
  readonly from?: string;

  /** The last hour, included, or the last hour of this day. */
  @Optional()
  @Matches(WALL_CLOCK)
  @ApiProperty({ type: String, example: '2014-04-02T23' })
  readonly to?: string;

  /** A taxi zone’s LocationID, or `none` for pickups outside every zone. */
  @Optional()
  @Matches(/^(\d{1,4}|none)$/)
  @ApiProperty({ type: String, example: '161' })
  readonly zone?: string;
}

@ApiTags('market')
@ApiBearerAuth()
@Controller('v1/market/hours')
export class MarketHourController {
  constructor(private readonly query: MarketHourQuery) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs('Demand and what became of it, by taxi zone and hour of the city’s clock')
  hours(@Query() asked: MarketHoursDto, @MinPosition() minPosition?: string) {
    return this.query.hours(asked, minPosition);
  }
}
