import { WireReader } from '../protobuf/wire-reader';
import { messageField, numberField } from '../protobuf/wire-writer';
import type { WriteOutcome } from '../streams/append';
import type { Expectation } from '../streams/expectation';
import { readWriteOptions } from './decode-expectation';
import { invalidArgument, streamDeleted, wrongExpectedVersion } from './refusal';

function numberOf(expectation: Expectation): bigint {
  switch (expectation.kind) {
    case 'exact':
      return expectation.revision;
    case 'no-stream':
      return -1n;
    case 'any':
      return -2n;
    case 'stream-exists':
      return -4n;
  }
}

/** Serves `Delete` and `Tombstone`, whose messages are alike. */
export async function deleteCall(
  request: Buffer,
  remove: (stream: string, expectation: Expectation) => Promise<WriteOutcome>,
): Promise<Buffer> {
  const message = new WireReader(request);
  while (message.next()) {
    if (message.field !== 1) {
      message.skip();
      continue;
    }
    const { stream, expectation } = readWriteOptions(message.message());
    const outcome = await remove(stream, expectation);
    if (outcome.kind === 'deleted') throw streamDeleted(stream);
    if (outcome.kind === 'conflict') {
      throw wrongExpectedVersion(stream, numberOf(expectation), outcome.actual);
    }
    return messageField(1, numberField(1, outcome.position), numberField(2, outcome.position));
  }
  throw invalidArgument('the request names no stream');
}
