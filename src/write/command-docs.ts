import { applyDecorators } from '@nestjs/common';
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
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import { ProblemDto } from '../shared/http/problem.dto';
import { Roles } from '../shared/identity/roles';
import type { Role } from '../shared/kernel/actor';

/** What the commands on one kind of stream have in common in the OpenAPI document. */
export interface CommandFamily {
  readonly param: string;
  readonly example: string;
  /** Codes of refusals, by what they answer. */
  readonly forbidden: string;
  readonly missing: string;
  readonly conflict: string;
}

const problem = (description: string) => ({ description, type: ProblemDto });

/** What every command has in common: who may send it, its headers, its answers. */
export const CommandDocs = (
  family: CommandFamily,
  summary: string,
  roles: readonly Role[],
  codes: string,
) =>
  applyDecorators(
    Roles(...roles),
    ApiBearerAuth(),
    ApiOperation({ summary, description: `For the roles ${roles.join(', ')}.` }),
    ApiParam({ name: family.param, example: family.example }),
    ApiHeader({ name: 'Idempotency-Key', description: 'A repeat answers the first result' }),
    ApiHeader({ name: 'If-Match', required: false, description: 'The revision last seen' }),
    ApiHeader({ name: 'X-Occurred-At', required: false, description: 'Only for role system' }),
    ApiHeader({ name: 'X-Act-As', required: false, description: 'Only for role system: role:id' }),
    ApiBadRequestResponse(problem('BAD_REQUEST: the request is not well formed')),
    ApiUnauthorizedResponse(problem('UNAUTHENTICATED: no valid token')),
    ApiForbiddenResponse(problem(`FORBIDDEN, ${family.forbidden}`)),
    ApiNotFoundResponse(problem(family.missing)),
    ApiConflictResponse(problem([family.conflict, 'LOST_RACE', codes].filter(Boolean).join(', '))),
    ApiPreconditionFailedResponse(problem('STALE_REVISION')),
    ApiUnprocessableEntityResponse(problem('IDEMPOTENCY_KEY_REUSED')),
    ApiServiceUnavailableResponse(problem('STORE_UNAVAILABLE, OVERLOADED: try again')),
  );
