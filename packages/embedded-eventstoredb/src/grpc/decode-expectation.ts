import type { WireReader } from '../protobuf/wire-reader';
import type { Expectation } from '../streams/expectation';
import { readStreamName } from './decode-append';
import { invalidArgument } from './refusal';

/** Whom a write concerns and what it expects. `deadline` is in milliseconds since 1970. */
export interface WriteOptions {
  stream: string;
  expectation: Expectation;
  deadline: number;
}

function readSeconds(time: WireReader): number {
  let milliseconds = 0;
  while (time.next()) {
    if (time.field === 1) milliseconds += Number(BigInt.asIntN(64, time.uint64())) * 1000;
    else if (time.field === 2) milliseconds += time.number() / 1e6;
    else time.skip();
  }
  return milliseconds;
}

/** Reads the options of `Append`, `BatchAppend`, `Delete` and `Tombstone`; only a batch has a deadline. */
export function readWriteOptions(options: WireReader): WriteOptions {
  let stream: string | undefined;
  let expectation: Expectation = { kind: 'any' };
  let deadline = Infinity;
  const expect = (kind: 'any' | 'no-stream' | 'stream-exists') => () => {
    options.skip();
    expectation = { kind };
  };
  const readers: Record<number, () => void> = {
    1: () => (stream = readStreamName(options.message())),
    2: () => (expectation = { kind: 'exact', revision: options.uint64() }),
    3: expect('no-stream'),
    4: expect('any'),
    5: expect('stream-exists'),
    6: () => (deadline = readSeconds(options.message())),
    7: () => (deadline = Date.now() + readSeconds(options.message())),
  };
  while (options.next()) {
    const read = readers[options.field];
    if (read === undefined) options.skip();
    else read();
  }
  if (stream === undefined) throw invalidArgument('the stream name is missing');
  return { stream, expectation, deadline };
}
