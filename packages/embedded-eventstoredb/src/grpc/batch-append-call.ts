import { MalformedMessage, WireReader } from '../protobuf/wire-reader';
import type { ProposedEvent } from '../storage/record';
import type { Appends } from '../streams/append';
import type { Call } from './call';
import { encodeReply, type BatchOutcome } from './batch-append-reply';
import { appendSize, readProposed } from './decode-append';
import { readWriteOptions, type WriteOptions } from './decode-expectation';
import { invalidArgument, Refusal } from './refusal';
import { Status } from './status';

/** A write whose messages are still arriving; once it failed, the rest of it is only waited for. */
interface Incoming {
  options: WriteOptions;
  events: ProposedEvent[];
  size: number;
  failed: BatchOutcome | undefined;
}

interface Message {
  correlation: Buffer;
  options: Buffer | undefined;
  proposed: Buffer[];
  isFinal: boolean;
}

const MOST_INCOMING = 1024;
const NOWHERE: WriteOptions = { stream: '', expectation: { kind: 'any' }, deadline: Infinity };

function readMessage(chunk: Buffer): Message {
  const reader = new WireReader(chunk);
  const message: Message = {
    correlation: Buffer.alloc(0),
    options: undefined,
    proposed: [],
    isFinal: false,
  };
  while (reader.next()) {
    if (reader.field === 1) message.correlation = reader.bytes();
    else if (reader.field === 2) message.options = reader.bytes();
    else if (reader.field === 3) message.proposed.push(reader.bytes());
    else if (reader.field === 4) message.isFinal = reader.boolean();
    else reader.skip();
  }
  return message;
}

function badRequest(error: unknown): BatchOutcome {
  if (error instanceof Refusal || error instanceof MalformedMessage) {
    return { kind: 'bad-request', message: error.message };
  }
  throw error;
}

function begin(options: Buffer): Incoming {
  try {
    return {
      options: readWriteOptions(new WireReader(options)),
      events: [],
      size: 0,
      failed: undefined,
    };
  } catch (error) {
    return { options: NOWHERE, events: [], size: 0, failed: badRequest(error) };
  }
}

function take(incoming: Incoming, proposed: Buffer[], limit: number): void {
  for (const bytes of proposed) {
    if (incoming.failed !== undefined) return;
    try {
      const event = readProposed(new WireReader(bytes));
      incoming.size += appendSize(event);
      incoming.events.push(event);
    } catch (error) {
      incoming.failed = badRequest(error);
    }
    if (incoming.size > limit) incoming.failed = { kind: 'too-large', limit };
  }
  if (incoming.failed !== undefined) incoming.events = [];
}

function finish(appends: Appends, incoming: Incoming): Promise<BatchOutcome> | BatchOutcome {
  const { options, events, failed } = incoming;
  if (failed !== undefined) return failed;
  if (options.deadline < Date.now()) return { kind: 'timeout' };
  return appends.append(options.stream, options.expectation, events);
}

/** Collects the messages of each correlation id; one that has not begun must come with options. */
class Arrivals {
  private readonly incoming = new Map<string, Incoming>();

  constructor(private readonly limit: number) {}

  take({ correlation, options, proposed, isFinal }: Message): Incoming | undefined {
    const key = correlation.toString('latin1');
    let incoming = this.incoming.get(key);
    if (incoming === undefined) {
      if (options === undefined)
        throw invalidArgument('the first message of an append has options');
      if (this.incoming.size >= MOST_INCOMING) {
        throw new Refusal(Status.RESOURCE_EXHAUSTED, 'too many unfinished appends on one call');
      }
      incoming = begin(options);
      this.incoming.set(key, incoming);
    }
    take(incoming, proposed, this.limit);
    if (!isFinal) return undefined;
    this.incoming.delete(key);
    return incoming;
  }
}

/**
 * Serves `BatchAppend`: many writes at once on one call, each answered when it is on disk.
 * @throws LogUnavailable when the disk failed, which ends the call: no write on it can be answered any more
 */
export async function batchAppendCall(appends: Appends, limit: number, call: Call): Promise<void> {
  const arrivals = new Arrivals(limit);
  const running = new Set<Promise<unknown>>();
  let fail!: (reason: Error) => void;
  const failure = new Promise<never>((_resolve, reject) => (fail = reject));
  const answer = async (correlation: Buffer, incoming: Incoming): Promise<void> => {
    const outcome = await finish(appends, incoming);
    await call.send(encodeReply(correlation, incoming.options, outcome));
  };
  const received = call.receive((chunk) => {
    const message = readMessage(chunk);
    const incoming = arrivals.take(message);
    if (incoming === undefined) return undefined;
    const answered = answer(message.correlation, incoming)
      .catch(fail)
      .finally(() => running.delete(answered));
    running.add(answered);
    return running.size >= MOST_INCOMING ? answered : undefined;
  });
  await Promise.race([received, failure]);
  await Promise.race([Promise.all(running), failure]);
}
