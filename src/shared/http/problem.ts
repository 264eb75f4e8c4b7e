import { HttpException } from '@nestjs/common';

/** RFC 9457: what went wrong, in words for people and in a stable `code` for programs. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** An answer that is a problem and no rule's refusal. */
export class ProblemException extends HttpException {
  constructor(readonly problem: Problem) {
    super(problem.detail, problem.status);
  }
}
