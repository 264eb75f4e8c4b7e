import { T, rawSlice, type RawValue } from '../bson/raw';
import { CommandBody } from './command-body';
import { BrokenFrame, HEADER_BYTES, OP, answerFrame } from './frames';

const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;
/** Bits 0 to 15 must be understood by whoever reads the message; the others may be ignored. */
const REQUIRED = 0xffff;

export interface OpMsg {
  readonly command: CommandBody;
  /** The client waits for no answer. */
  readonly moreToCome: boolean;
}

function documentAt(body: Buffer, at: number, end: number): RawValue {
  if (at + 5 > end) throw new BrokenFrame('a document beyond its message');
  const size = body.readInt32LE(at);
  if (size < 5 || at + size > end) throw new BrokenFrame('a document beyond its message');
  return { bytes: body, type: T.document, start: at, end: at + size };
}

interface Sequence {
  readonly name: string;
  readonly documents: RawValue[];
  readonly end: number;
}

function sequenceAt(body: Buffer, at: number, limit: number): Sequence {
  const size = at + 4 <= limit ? body.readInt32LE(at) : 0;
  const end = at + size;
  const nameEnd = body.indexOf(0, at + 4);
  if (size < 5 || end > limit || nameEnd === -1 || nameEnd >= end) {
    throw new BrokenFrame('a document sequence beyond its message');
  }
  const documents: RawValue[] = [];
  for (let next = nameEnd + 1; next < end;) {
    const document = documentAt(body, next, end);
    documents.push(document);
    next = document.end;
  }
  return { name: body.toString('utf8', at + 4, nameEnd), documents, end };
}

/**
 * Reads OP_MSG (https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/#op_msg). A checksum is accepted
 * and not verified: TCP already did. Throws BrokenFrame.
 */
export function readOpMsg(body: Buffer): OpMsg {
  if (body.length < 5) throw new BrokenFrame('an empty message');
  const flags = body.readUInt32LE(0);
  if ((flags & REQUIRED & ~(CHECKSUM_PRESENT | MORE_TO_COME)) !== 0) {
    throw new BrokenFrame(`unknown flags ${flags}`);
  }
  const end = body.length - ((flags & CHECKSUM_PRESENT) === 0 ? 0 : 4);
  const sequences = new Map<string, RawValue[]>();
  let command: Buffer | undefined;
  for (let at = 4; at < end;) {
    const kind = body[at];
    if (kind === 0) {
      const document = documentAt(body, at + 1, end);
      command = rawSlice(document);
      at = document.end;
    } else if (kind === 1) {
      const sequence = sequenceAt(body, at + 1, end);
      sequences.set(sequence.name, sequence.documents);
      at = sequence.end;
    } else throw new BrokenFrame(`a section of kind ${String(kind)}`);
  }
  if (!command) throw new BrokenFrame('a message without a command');
  return {
    command: new CommandBody(command, sequences),
    moreToCome: (flags & MORE_TO_COME) !== 0,
  };
}

/** An answer with one document that `write` puts at its place in the frame. */
export function opMsgFrame(
  responseTo: number,
  size: number,
  write: (frame: Buffer, at: number) => void,
): Buffer {
  const frame = answerFrame(OP.msg, responseTo, 5 + size);
  frame.writeUInt32LE(0, HEADER_BYTES);
  frame[HEADER_BYTES + 4] = 0;
  write(frame, HEADER_BYTES + 5);
  return frame;
}
