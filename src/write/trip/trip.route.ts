import { applyDecorators, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOperation,
  ApiParam,
  ApiPreconditionFailedResponse,
  ApiResponse,
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { IdPipe } from '../../shared/http/id.pipe';
import { ProblemDto } from '../../shared/http/problem.dto';
import { Roles } from '../../shared/identity/roles';
import type { Role } from '../../shared/kernel/actor';
import { TripAnswer } from './trip.answer';

const problem = (description: string) => ({ description, type: ProblemDto });

/** What every command on a trip has in common: who may send it, its headers, its answers. */
export const TripCommandDocs = (summary: string, roles: readonly Role[], codes: string) =>
  applyDecorators(
    Roles(...roles),
    ApiBearerAuth(),
    ApiOperation({ summary, description: `For the roles ${roles.join(', ')}.` }),
    ApiParam({ name: 'tripId', example: '4f0c2c7e-0d5b-5c39-8a55-6fb0f6f1a001' }),
    ApiHeader({ name: 'Idempotency-Key', description: 'A repeat answers the first result' }),
    ApiHeader({ name: 'If-Match', required: false, description: 'The revision last seen' }),
    ApiHeader({ name: 'X-Occurred-At', required: false, description: 'Only for role system' }),
    ApiHeader({ name: 'X-Act-As', required: false, description: 'Only for role system: role:id' }),
    ApiBadRequestResponse(problem('BAD_REQUEST: the request is not well formed')),
    ApiUnauthorizedResponse(problem('UNAUTHENTICATED: no valid token')),
    ApiForbiddenResponse(problem('FORBIDDEN, TRIP_NOT_YOURS, TRIP_VERDICT_NOT_YOURS')),
    ApiNotFoundResponse(problem('TRIP_NOT_FOUND')),
    ApiConflictResponse(
      problem(['TRIP_INVALID_TRANSITION', 'LOST_RACE', codes].filter(Boolean).join(', ')),
    ),
    ApiPreconditionFailedResponse(problem('STALE_REVISION')),
    ApiUnprocessableEntityResponse(problem('IDEMPOTENCY_KEY_REUSED')),
    ApiServiceUnavailableResponse(problem('STORE_UNAVAILABLE, OVERLOADED: try again')),
  );

/** `POST /v1/trips/{tripId}/{name}` */
export const TripRoute = (name: string, summary: string, roles: readonly Role[], codes = '') =>
  applyDecorators(
    Post(`:tripId/${name}`),
    HttpCode(200),
    ApiResponse({ status: 200, type: TripAnswer }),
    TripCommandDocs(summary, roles, codes),
  );

export const TripIdParam = () => Param('tripId', IdPipe);
