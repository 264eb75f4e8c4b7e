import {
  CancelledError,
  DeadlineExceededError,
  NotLeaderError,
  TimeoutError,
  UnavailableError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { LostRace, StoreUnavailable } from './event-store';

const UNAVAILABLE = [
  UnavailableError,
  DeadlineExceededError,
  TimeoutError,
  CancelledError,
  NotLeaderError,
];

/** gRPC's CANCELLED, DEADLINE_EXCEEDED and UNAVAILABLE, which the client passes on as they are when it cannot connect. */
const UNAVAILABLE_CODES: readonly unknown[] = [1, 4, 14];

/** The client's errors in the port's words; what it does not know stays as it is. */
export function translated(error: unknown, stream: string): unknown {
  if (error instanceof WrongExpectedVersionError) return new LostRace(stream);
  if (isUnavailable(error)) {
    return new StoreUnavailable(`The event store did not answer for ${stream}`, { cause: error });
  }
  return error;
}

function isUnavailable(error: unknown): boolean {
  if (UNAVAILABLE.some((kind) => error instanceof kind)) return true;
  return error instanceof Error && 'code' in error && UNAVAILABLE_CODES.includes(error.code);
}
