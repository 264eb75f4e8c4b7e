import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

export const PROBLEM_JSON = 'application/problem+json';

/** RFC 9457: what went wrong, in words for people and in a stable `code` for programs. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Seconds after which asking again may help. */
  readonly retryAfterS?: number;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An answer that is a problem and no rule's refusal. */
export class ProblemException extends HttpException {
  constructor(readonly problem: Problem) {
    super(problem.detail, problem.status);
  }
}

/** What the client reads. */
export function bodyOf({ status, code, detail, more }: Problem): object {
  const title = STATUS_CODES[status] ?? 'Error';
  return { ...more, type: `urn:hailstream:problem:${code}`, title, status, code, detail };
}
