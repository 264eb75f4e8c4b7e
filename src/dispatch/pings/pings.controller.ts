import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiServiceUnavailableResponse,
  ApiTags,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { ProblemDto } from '../../shared/http/problem.dto';
import { CurrentActor } from '../../shared/identity/current-actor';
import { Roles } from '../../shared/identity/roles';
import type { Actor } from '../../shared/kernel/actor';
import type { DriverId } from '../../shared/kernel/ids';
import { onlyOwn } from './own-driver';
import { PingDoor, type PingsTaken } from './ping-door';
import { PingsAnswer, PingsDto } from './pings.dto';

const problem = (description: string) => ({ description, type: ProblemDto });

@ApiTags('pings')
@ApiBearerAuth()
@Controller('v1/drivers')
export class PingsController {
  constructor(private readonly door: PingDoor) {}

  @Post(':driverId/pings')
  @HttpCode(200)
  @Roles('driver', 'system')
  @ApiOperation({
    summary: 'Where a driver is, and was since the last time',
    description:
      'For the roles driver, system. Of up to 100 points, in their order, those are dropped that are vaguer than 50 m, not newer than what is known, ' +
      'of the future, or of more than an hour ago. A WebSocket at `/v1/drivers/{driverId}/uplink` takes the same as ' +
      '`{ seq, points }`, each acknowledged with `{ seq, accepted, dropped }`.',
  })
  @ApiParam({ name: 'driverId', example: 'driver-0a1f' })
  @ApiOkResponse({ type: PingsAnswer })
  @ApiBadRequestResponse(problem('BAD_REQUEST: the request is not well formed'))
  @ApiUnauthorizedResponse(problem('UNAUTHENTICATED: no valid token'))
  @ApiForbiddenResponse(problem('FORBIDDEN, DRIVER_NOT_YOURS, SUBJECT_ERASED'))
  @ApiTooManyRequestsResponse(problem('TOO_MANY_PINGS: wait for Retry-After'))
  @ApiServiceUnavailableResponse(problem('OVERLOADED: try again'))
  take(
    @Param('driverId', IdPipe) driverId: string,
    @CurrentActor() actor: Actor,
    @Body() { points }: PingsDto,
  ): PingsTaken {
    onlyOwn(actor, driverId);
    return this.door.take(driverId as DriverId, points);
  }
}
