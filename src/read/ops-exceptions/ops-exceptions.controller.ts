import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Roles } from '../../shared/identity/roles';
import { MinPosition } from '../engine/min-position';
import { QueryDocs } from '../engine/query-docs';
import { OpsExceptionsQuery } from './ops-exceptions.query';

@ApiTags('operations')
@ApiBearerAuth()
@Controller('v1/ops/exceptions')
export class OpsExceptionsController {
  constructor(private readonly query: OpsExceptionsQuery) {}

  @Get()
  @Roles('ops', 'system')
  @QueryDocs('What is not as it should be: since when, whom it concerns, and what to do about it')
  open(@MinPosition() minPosition?: string) {
    return this.query.open(minPosition);
  }
}
