import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { OneOf, Optional } from '../../shared/http/fields';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { PageDto } from '../engine/paging';
import { QueryDocs } from '../engine/query-docs';
import { TripBoardQuery, TRIP_STATUSES } from './trip-board.query';

class TripBoardDto extends PageDto {
  /** Without: every trip that has not ended. */
  @Optional() @OneOf(TRIP_STATUSES) readonly status?: string;
  /** A taxi zone’s LocationID, or `none` for pickups outside every zone. */
  @Optional() @Matches(/^(\d{1,4}|none)$/) readonly zone?: string;
}

@ApiTags('operations')
@ApiBearerAuth()
@Controller('v1/ops/trips')
export class TripBoardController {
  constructor(private readonly query: TripBoardQuery) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs('The dispatcher’s board: trips by how long they have been in their state')
  trips(@Query() asked: TripBoardDto, @MinPosition() minPosition?: string) {
    return this.query.board(asked, minPosition);
  }
}
