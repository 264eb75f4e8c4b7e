import {
  Catch,
  HttpException,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StoreUnavailable } from '../event-store/event-store';
import { DomainError, type Refusal } from '../kernel/domain-error';
import { isMongoAway } from '../mongo/mongo.errors';
import { bodyOf, PROBLEM_JSON, ProblemException, type Problem } from './problem';

const STATUS: Record<Refusal, number> = {
  missing: 404,
  conflict: 409,
  forbidden: 403,
  reused: 422,
  stale: 412,
};

const CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'UNAVAILABLE',
};

/** The one place that turns errors into answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error);
    const { status, detail } = problem;
    if (status >= 500 && status !== 503) {
      this.logger.error(`${http.getRequest<FastifyRequest>().url}: ${detail}`, stackOf(error));
    }
    if (status === 503 || status === 202 || status === 429) {
      void reply.header('Retry-After', String(problem.retryAfterS ?? 1));
    }
    if (status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply.status(status).type(PROBLEM_JSON).send(bodyOf(problem));
  }
}

/** What a client is told of an error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof DomainError) {
    const { code, message: detail, details: more } = error;
    return { status: STATUS[error.refusal], code, detail, more };
  }
  if (error instanceof StoreUnavailable || isMongoAway(error)) {
    const detail = 'A store did not answer; sending the same request again is safe';
    return { status: 503, code: 'STORE_UNAVAILABLE', detail };
  }
  if (error instanceof ProblemException) return error.problem;
  if (error instanceof HttpException) return problemOfHttp(error);
  return { status: 500, code: 'INTERNAL', detail: 'Something went wrong here' };
}

function problemOfHttp(error: HttpException): Problem {
  const status = error.getStatus();
  const code = CODES[status] ?? `HTTP_${status}`;
  const answer = error.getResponse() as { message?: unknown };
  if (!Array.isArray(answer.message)) return { status, code, detail: error.message };
  return {
    status,
    code,
    detail: 'The request is not well formed',
    more: { errors: answer.message },
  };
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return `${error.stack ?? error.message}${cause === undefined ? '' : `\ncause: ${stackOf(cause)}`}`;
}
