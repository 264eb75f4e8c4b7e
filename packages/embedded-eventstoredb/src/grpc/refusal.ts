import { MalformedMessage } from '../protobuf/wire-reader';
import { DamagedRecord } from '../storage/log';
import { LogUnavailable } from '../streams/writer';
import { Status, type StatusCode } from './status';

/** A call that ends with a gRPC status; the trailers tell the client which typed error it is. */
export class Refusal extends Error {
  constructor(
    readonly code: StatusCode,
    details: string,
    readonly trailers: Record<string, string> = {},
  ) {
    super(details);
  }
}

export function streamDeleted(stream: string): Refusal {
  return new Refusal(Status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

export function wrongExpectedVersion(stream: string, expected: bigint, actual: number): Refusal {
  const versions = `Expected version: ${expected.toString()}, Actual version: ${actual}`;
  return new Refusal(
    Status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, ${versions}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': expected.toString(),
      'actual-version': String(actual),
    },
  );
}

export function maximumAppendSizeExceeded(limit: number): Refusal {
  return new Refusal(
    Status.INVALID_ARGUMENT,
    `Maximum Append Size of ${limit} bytes was exceeded.`,
    { exception: 'maximum-append-size-exceeded', 'maximum-append-size': String(limit) },
  );
}

export function invalidArgument(details: string): Refusal {
  return new Refusal(Status.INVALID_ARGUMENT, details);
}

export function unimplemented(path: string): Refusal {
  return new Refusal(Status.UNIMPLEMENTED, `The embedded node does not implement ${path}.`);
}

/** Says any error in the protocol's words. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof MalformedMessage) {
    return invalidArgument(`the request is malformed: ${message}`);
  }
  if (error instanceof LogUnavailable) return new Refusal(Status.UNAVAILABLE, message);
  if (error instanceof DamagedRecord) return new Refusal(Status.DATA_LOSS, message);
  return new Refusal(Status.INTERNAL, `the node failed: ${message}`);
}
