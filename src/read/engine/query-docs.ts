import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { ProblemDto } from '../../shared/http/problem.dto';

const problem = (description: string) => ({ description, type: ProblemDto });

/** How every query says no. */
export const QueryRefusals = () =>
  applyDecorators(
    ApiBadRequestResponse(problem('BAD_REQUEST')),
    ApiUnauthorizedResponse(problem('UNAUTHENTICATED')),
    ApiForbiddenResponse(problem('FORBIDDEN, TRIP_NOT_YOURS')),
    ApiNotFoundResponse(problem('TRIP_NOT_FOUND')),
    ApiServiceUnavailableResponse(problem('STORE_UNAVAILABLE, OVERLOADED')),
  );

/** What every query has in common: how fresh it may be asked to be, and its answers. */
export const QueryDocs = (summary: string, example?: object) =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiHeader({
      name: 'X-Min-Position',
      required: false,
      description: 'Wait until it is reflected',
    }),
    ApiOkResponse({
      description: 'With `asOf`: the log position and time that the answer reflects',
      ...(example ? { content: { 'application/json': { example } } } : {}),
    }),
    ApiAcceptedResponse(problem('PROJECTION_BEHIND: not reflected yet, ask again')),
    QueryRefusals(),
  );
