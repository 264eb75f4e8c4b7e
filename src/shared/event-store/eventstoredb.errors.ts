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

/** The client's errors in the port's words; what it does not know stays as it is. */
export function translated(error: unknown, stream: string): unknown {
  if (error instanceof WrongExpectedVersionError) return new LostRace(stream);
  if (UNAVAILABLE.some((kind) => error instanceof kind)) {
    return new StoreUnavailable(`The event store did not answer for ${stream}`, { cause: error });
  }
  return error;
}
