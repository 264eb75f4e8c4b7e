import { applyDecorators } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
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
    ApiForbiddenResponse(problem('FORBIDDEN, TRIP_NOT_YOURS, DRIVER_NOT_YOURS')),
    ApiNotFoundResponse(problem('TRIP_NOT_FOUND, DRIVER_NOT_FOUND')),
    ApiServiceUnavailableResponse(problem('STORE_UNAVAILABLE, OVERLOADED, PROJECTION_STOPPED')),
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
    ApiAcceptedResponse(
      problem('PROJECTION_BEHIND, PROJECTION_REBUILDING: not reflected yet, ask again'),
    ),
    QueryRefusals(),
  );

/** What queries have in common that can answer from the past. */
export const TimeTravelDocs = () =>
  applyDecorators(
    ApiQuery({
      name: 'asOf',
      required: false,
      type: String,
      description:
        'Answer as things stood at this moment of the log: an ISO 8601 instant, or a position `<commit>/<prepare>`. ' +
        'A moment that has not come yet is now. `X-Min-Position` is then of no use.',
      example: '2014-04-01T04:11:00.000Z',
    }),
  );
