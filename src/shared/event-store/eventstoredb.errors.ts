import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { isBrokenLine } from '../broken-line';
import { LostRace, StoreUnavailable } from './event-store';

const UNAVAILABLE = [
  UnavailableError,
  DeadlineExceededError,
  TimeoutError,
  CancelledError,
  NotLeaderError,
];

/**
 * gRPC's CANCELLED, DEADLINE_EXCEEDED, ABORTED and UNAVAILABLE, which the client passes on as they are when it cannot
 * connect.
 */
const UNAVAILABLE_CODES: readonly unknown[] = [1, 4, 10, 14];

/**
 * What has only words to be known by: a call on a channel that another call's failure has just closed, a cluster whose
 * nodes do not answer, a stream that ended without a status, a server that has had enough of us.
 */
const WORDS =
  /Channel has been shut down|Failed to discover after|Received RST_STREAM|Bandwidth exhausted|write after end/;

/** The client's errors in the port's words; what it does not know stays as it is. */
export function translated(error: unknown, stream: string): unknown {
  if (error instanceof WrongExpectedVersionError) return new LostRace(stream);
  if (isUnavailable(error)) {
    return new StoreUnavailable(`The event store did not answer for ${stream}`, { cause: error });
  }
  return error;
}

function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (UNAVAILABLE.some((kind) => error instanceof kind) || isBrokenLine(error)) return true;
  return ('code' in error && UNAVAILABLE_CODES.includes(error.code)) || WORDS.test(error.message);
}
