import {
  bytesField,
  messageField,
  numberField,
  textField,
  uint64Field,
} from '../protobuf/wire-writer';
import type { WriteOutcome } from '../streams/append';
import type { Expectation } from '../streams/expectation';
import type { WriteOptions } from './decode-expectation';
import { Status, type StatusCode } from './status';

const EMPTY = Buffer.alloc(0);

/** How one write of a batch call ended. */
export type BatchOutcome =
  | WriteOutcome
  | { kind: 'too-large'; limit: number }
  | { kind: 'timeout' }
  | { kind: 'bad-request'; message: string };

interface Failure {
  code: StatusCode;
  message: string;
  type: string;
  detail: Buffer;
}

function expectation(
  expected: Expectation,
  [exact, noStream, any, exists]: [number, number, number, number],
): Buffer {
  switch (expected.kind) {
    case 'exact':
      return uint64Field(exact, expected.revision);
    case 'no-stream':
      return bytesField(noStream, EMPTY);
    case 'any':
      return bytesField(any, EMPTY);
    case 'stream-exists':
      return bytesField(exists, EMPTY);
  }
}

function streamIdentifier(field: number, stream: string): Buffer {
  return messageField(field, textField(3, stream));
}

function conflict(options: WriteOptions, actual: number): Failure {
  const current = actual < 0 ? bytesField(2, EMPTY) : numberField(1, actual);
  return {
    code: Status.FAILED_PRECONDITION,
    message: 'Append failed due to WrongExpectedVersion.',
    type: 'WrongExpectedVersion',
    detail: Buffer.concat([current, expectation(options.expectation, [3, 6, 4, 5])]),
  };
}

function failure(
  options: WriteOptions,
  outcome: Exclude<BatchOutcome, { kind: 'success' }>,
): Failure {
  switch (outcome.kind) {
    case 'conflict':
      return conflict(options, outcome.actual);
    case 'deleted':
      return {
        code: Status.FAILED_PRECONDITION,
        message: 'The stream is deleted.',
        type: 'StreamDeleted',
        detail: streamIdentifier(1, options.stream),
      };
    case 'too-large':
      return {
        code: Status.INVALID_ARGUMENT,
        message: 'Maximum append size exceeded.',
        type: 'MaximumAppendSizeExceeded',
        detail: numberField(1, outcome.limit),
      };
    case 'timeout':
      return {
        code: Status.DEADLINE_EXCEEDED,
        message: 'The deadline has passed.',
        type: 'Timeout',
        detail: EMPTY,
      };
    case 'bad-request':
      return {
        code: Status.INVALID_ARGUMENT,
        message: outcome.message,
        type: 'BadRequest',
        detail: textField(1, outcome.message),
      };
  }
}

function encodeFailure({ code, message, type, detail }: Failure): Buffer {
  const any = [
    textField(1, `type.googleapis.com/event_store.client.${type}`),
    bytesField(2, detail),
  ];
  return messageField(2, numberField(1, code), textField(2, message), messageField(3, ...any));
}

function encodeSuccess(revision: number, position: number): Buffer {
  return messageField(
    3,
    revision < 0 ? bytesField(2, EMPTY) : numberField(1, revision),
    messageField(3, numberField(1, position), numberField(2, position)),
  );
}

/** A `BatchAppendResp`. */
export function encodeReply(
  correlation: Buffer,
  options: WriteOptions,
  outcome: BatchOutcome,
): Buffer {
  return Buffer.concat([
    bytesField(1, correlation),
    outcome.kind === 'success'
      ? encodeSuccess(outcome.revision, outcome.position)
      : encodeFailure(failure(options, outcome)),
    streamIdentifier(4, options.stream),
    expectation(options.expectation, [5, 6, 7, 8]),
  ]);
}
