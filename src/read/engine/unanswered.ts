import { ProblemException } from '../../shared/http/problem';
import type { AsOf } from './as-of/as-of';
import type { ReadModel, Stop } from './read-models';
import type { Lag } from './tail';

const LONGEST_RETRY_S = 30;
const REBUILT_IN_S = 10;

/** What a reader asked for, and how far the read model is. */
export interface Unanswered {
  readonly readModel: string;
  readonly minPosition: string | null;
  readonly asOf: AsOf;
  readonly lag: Lag | null;
}

/** It moves, but has not come so far. */
export function behind(asked: Unanswered): ProblemException {
  const seconds = Math.ceil(asked.lag?.seconds ?? 0);
  return new ProblemException({
    status: 202,
    code: 'PROJECTION_BEHIND',
    detail: `${asked.readModel} has not reached the position yet`,
    retryAfterS: Math.min(Math.max(seconds, 1), LONGEST_RETRY_S),
    more: { ...asked },
  });
}

/** It stands until another build answers. */
export function rebuilding(asked: Unanswered, { building }: ReadModel): ProblemException {
  const events = building?.events ?? null;
  return new ProblemException({
    status: 202,
    code: 'PROJECTION_REBUILDING',
    detail: `${asked.readModel} stands at its position until it has been rebuilt`,
    retryAfterS: REBUILT_IN_S,
    more: { ...asked, rebuilt: events === null ? null : { events } },
  });
}

/** It stands until somebody does something about it. */
export function stopped(asked: Unanswered, { code, reason, since }: Stop): ProblemException {
  return new ProblemException({
    status: 503,
    code: 'PROJECTION_STOPPED',
    detail: `${asked.readModel} does not move: ${reason}`,
    retryAfterS: LONGEST_RETRY_S,
    more: { ...asked, stopped: { code, reason, since: since.toISOString() } },
  });
}

export function tooManyWait(): ProblemException {
  const detail = 'Too many queries wait for read models here';
  return new ProblemException({ status: 503, code: 'OVERLOADED', detail });
}
