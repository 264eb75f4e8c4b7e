import { WireReader } from '../protobuf/wire-reader';
import { bytesField, messageField, numberField, uint64Field } from '../protobuf/wire-writer';
import type { ProposedEvent } from '../storage/record';
import type { Appends, WriteOutcome } from '../streams/append';
import type { Expectation } from '../streams/expectation';
import type { Call } from './call';
import { appendSize, readProposed } from './decode-append';
import { readWriteOptions, type WriteOptions } from './decode-expectation';
import { invalidArgument, maximumAppendSizeExceeded, streamDeleted } from './refusal';

const EMPTY = Buffer.alloc(0);
/** What has arrived of one append. */
class Arriving {
  options: WriteOptions | undefined;
  readonly events: ProposedEvent[] = [];
  private size = 0;

  constructor(private readonly limit: number) {}

  take(chunk: Buffer): void {
    const message = new WireReader(chunk);
    while (message.next()) {
      if (message.field === 1) this.options = readWriteOptions(message.message());
      else if (message.field === 2) this.add(readProposed(message.message()));
      else message.skip();
    }
  }

  private add(event: ProposedEvent): void {
    this.size += appendSize(event);
    if (this.size > this.limit) throw maximumAppendSizeExceeded(this.limit);
    this.events.push(event);
  }
}

function currentRevision(revision: number, revisionField: number, noStreamField: number): Buffer {
  return revision < 0 ? bytesField(noStreamField, EMPTY) : numberField(revisionField, revision);
}

function expectedRevision(expectation: Expectation): Buffer {
  switch (expectation.kind) {
    case 'exact':
      return uint64Field(8, expectation.revision);
    case 'any':
      return bytesField(9, EMPTY);
    case 'stream-exists':
      return bytesField(10, EMPTY);
    case 'no-stream':
      return bytesField(11, EMPTY);
  }
}

function encode({ stream, expectation }: WriteOptions, outcome: WriteOutcome): Buffer {
  switch (outcome.kind) {
    case 'deleted':
      throw streamDeleted(stream);
    case 'conflict':
      return messageField(2, currentRevision(outcome.actual, 6, 7), expectedRevision(expectation));
    case 'success':
      return messageField(
        1,
        currentRevision(outcome.revision, 1, 2),
        messageField(3, numberField(1, outcome.position), numberField(2, outcome.position)),
      );
  }
}

/** Serves `Append`: one write, its events streamed. */
export async function appendCall(appends: Appends, limit: number, call: Call): Promise<void> {
  const arriving = new Arriving(limit);
  await call.receive((message) => {
    arriving.take(message);
    return undefined;
  });
  const { options, events } = arriving;
  if (!call.isOpen) return;
  if (options === undefined) throw invalidArgument('the append names no stream');
  const outcome = await appends.append(options.stream, options.expectation, events);
  await call.send(encode(options, outcome));
}
